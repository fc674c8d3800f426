#include "iotflow/provisioning.h"

#include "iotflow/topics.h"

namespace iotflow {

namespace {

constexpr size_t kLongestWifiName = 32;
constexpr size_t kLongestValue = 128;

/** A port, or 0. */
uint16_t portOf(std::string_view text) {
  uint32_t port = 0;
  for (char c : text) {
    if (c < '0' || c > '9' || port > 65535) {
      return 0;
    }
    port = port * 10 + static_cast<uint32_t>(c - '0');
  }
  return port <= 65535 ? static_cast<uint16_t>(port) : 0;
}

std::string keep(std::string& field, std::string_view value, bool isRight, const char* rule) {
  if (!isRight) {
    return rule;
  }
  field = value;
  return "";
}

}  // namespace

std::string Provisioning::set(std::string_view line) {
  const size_t space = line.find(' ');
  const std::string_view name = line.substr(0, space);
  const std::string_view value = space == std::string_view::npos ? "" : line.substr(space + 1);
  if (value.size() > kLongestValue) {
    return "the value is longer than 128 characters";
  }
  if (name == "wifi_name") {
    return keep(wifiName, value, !value.empty() && value.size() <= kLongestWifiName,
                "wifi_name must have 1 to 32 bytes");
  }
  if (name == "wifi_password") {
    return keep(wifiPassword, value, value.empty() || value.size() >= 8,
                "wifi_password must have at least 8 characters");
  }
  if (name == "host") {
    return keep(host, value, !value.empty() && value.find(' ') == std::string_view::npos, "host must be a name");
  }
  if (name == "port") {
    const uint16_t number = portOf(value);
    port = number == 0 ? port : number;
    return number == 0 ? "port must be 1 to 65535" : "";
  }
  if (name == "device_id") {
    return keep(deviceId, value, isIdentifier(value), "device_id must be as the registration answered it");
  }
  if (name == "device_key") {
    return keep(deviceKey, value, value.size() >= 16, "device_key must be as the registration answered it");
  }
  if (name == "fleet") {
    return keep(fleetId, value, value.empty() || isIdentifier(value), "fleet must be a fleet's id, or nothing");
  }
  if (name == "ntp") {
    return keep(ntpServer, value, !value.empty() && value.find(' ') == std::string_view::npos, "ntp must be a name");
  }
  return "names are wifi_name, wifi_password, host, port, device_id, device_key, fleet, ntp";
}

const char* Provisioning::missing() const {
  return wifiName.empty()    ? "wifi_name"
         : host.empty()      ? "host"
         : deviceId.empty()  ? "device_id"
         : deviceKey.empty() ? "device_key"
                             : "";
}

}  // namespace iotflow
