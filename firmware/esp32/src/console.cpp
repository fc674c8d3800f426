#include "console.h"

#include <Arduino.h>
#include <esp_system.h>

#include "store.h"

namespace {

constexpr size_t kLongestLine = 160;

}  // namespace

void Console::poll() {
  while (Serial.available() > 0) {
    const char c = static_cast<char>(Serial.read());
    if (c == '\n') {
      take(line_);
      line_.clear();
    } else if (c != '\r' && line_.size() < kLongestLine) {
      line_ += c;
    }
  }
}

void Console::take(const std::string& line) {
  if (line.empty() || line == "show") {
    show();
  } else if (line != "save") {
    const std::string wrong = provisioning_.set(line);
    Serial.println(wrong.empty() ? "taken; 'save' keeps it" : wrong.c_str());
  } else if (*provisioning_.missing() != '\0') {
    Serial.printf("%s is missing\n", provisioning_.missing());
  } else {
    store::save(provisioning_);
    Serial.println("saved");
    Serial.flush();
    esp_restart();
  }
}

void Console::show() const {
  Serial.printf("IoTFlow device, firmware %s\nwifi_name %s\nhost %s\nport %u\ndevice_id %s\nfleet %s\nntp %s\n",
                FIRMWARE_VERSION, provisioning_.wifiName.c_str(), provisioning_.host.c_str(), provisioning_.port,
                provisioning_.deviceId.c_str(), provisioning_.fleetId.c_str(), provisioning_.ntpServer.c_str());
  Serial.printf("missing: %s\n", *provisioning_.missing() == '\0' ? "nothing" : provisioning_.missing());
}
