#include "board_link.h"

#include <esp_task_wdt.h>

#include <algorithm>
#include <utility>

#include <iotflow/topics.h>

namespace {

constexpr int kQos = 1;
constexpr int kLargestCommand = 4096;
constexpr int kWriteBuffer = 512;  // without the payload of a reading, which is written from where it is
constexpr int kKeepAliveSeconds = 30;
constexpr int kTimeoutMillis = 10'000;
constexpr size_t kMostMessages = 8;

}  // namespace

BoardLink::BoardLink(const iotflow::Provisioning& provisioning)
    : provisioning_(provisioning), mqtt_(kLargestCommand, kWriteBuffer) {
  const std::string will = iotflow::Topics(provisioning_.deviceId).status("offline");
  mqtt_.begin(provisioning_.host.c_str(), provisioning_.port, transport_);
  mqtt_.setOptions(kKeepAliveSeconds, true, kTimeoutMillis);
  mqtt_.setWill(will.c_str(), "{}", false, kQos);
  mqtt_.dropOverflow(true);
  mqtt_.onMessageAdvanced([this](MQTTClient*, char*, char* bytes, int length) {
    if (messages_.size() < kMostMessages) {  // the server repeats what is not answered
      messages_.emplace_back(bytes, static_cast<size_t>(length));
    }
  });
}

void BoardLink::connect() {
  esp_task_wdt_reset();
  isOpen_ = true;
  hasConnected_ =
      mqtt_.connect(provisioning_.deviceId.c_str(), provisioning_.deviceId.c_str(), provisioning_.deviceKey.c_str());
}

void BoardLink::disconnect() {
  mqtt_.disconnect();
  transport_.stop();
  isOpen_ = false;
  hasConnected_ = false;
  hasSubscribed_ = false;
  acknowledged_.clear();
}

bool BoardLink::subscribe(const std::vector<std::string>& filters) {
  for (size_t i = 0; i < std::min(filters.size(), mostFilters_); i++) {
    esp_task_wdt_reset();
    if (!mqtt_.subscribe(filters[i].c_str(), kQos)) {
      mostFilters_ = std::max<size_t>(i, 1);  // without a fleet that is not ours the next connection does
      return false;
    }
  }
  hasSubscribed_ = true;
  return true;
}

uint16_t BoardLink::publish(const std::string& topic, const std::string& payload) {
  esp_task_wdt_reset();
  if (!mqtt_.publish(topic.c_str(), payload.c_str(), static_cast<int>(payload.size()), false, kQos)) {
    return 0;
  }
  lastId_ = lastId_ == UINT16_MAX ? 1 : lastId_ + 1;
  acknowledged_.push_back(lastId_);
  return lastId_;
}

void BoardLink::poll(int64_t uptime, uint32_t random) {
  for (const uint16_t id : std::exchange(acknowledged_, {})) {
    device_->onAcknowledged(id);
  }
  if (std::exchange(hasConnected_, false)) {
    device_->onConnected(uptime);
  }
  if (std::exchange(hasSubscribed_, false)) {
    device_->onSubscribed(uptime);
  }
  mqtt_.loop();
  for (const std::string& message : std::exchange(messages_, {})) {
    device_->onMessage(message, uptime);
  }
  if (isOpen_ && !mqtt_.connected()) {
    disconnect();
    device_->onDisconnected(uptime, random);
  }
}
