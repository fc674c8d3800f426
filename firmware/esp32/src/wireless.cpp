#include "wireless.h"

#include <Arduino.h>
#include <WiFi.h>
#include <sys/time.h>

namespace {

constexpr int64_t kPatienceMillis = 60'000;
constexpr time_t kNotBefore = 1'767'225'600;  // 2026: before it the clock was not set

}  // namespace

void Wireless::begin(const iotflow::Provisioning& provisioning) {
  provisioning_ = provisioning;
  WiFi.persistent(false);
  WiFi.mode(WIFI_STA);
  WiFi.setAutoReconnect(true);
  WiFi.begin(provisioning_.wifiName.c_str(), provisioning_.wifiPassword.c_str());
  configTime(0, 0, provisioning_.ntpServer.c_str());
}

bool Wireless::poll(iotflow::Device& device, int64_t uptime) {
  timeval now{};
  gettimeofday(&now, nullptr);
  if (now.tv_sec > kNotBefore && timeCheck_.isDue(uptime)) {
    device.setTime(static_cast<int64_t>(now.tv_sec) * 1000 + now.tv_usec / 1000, uptime);
  }
  if (WiFi.status() == WL_CONNECTED) {
    lastSeen_ = uptime;
    return true;
  }
  if (uptime - lastSeen_ > kPatienceMillis) {  // its own attempts have ended, or lead nowhere
    lastSeen_ = uptime;
    WiFi.disconnect();
    WiFi.begin(provisioning_.wifiName.c_str(), provisioning_.wifiPassword.c_str());
  }
  return false;
}
