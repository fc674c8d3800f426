#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace iotflow {

/** What a device is told once, over its serial port, and keeps. */
struct Provisioning {
  std::string wifiName;
  std::string wifiPassword;
  std::string host;
  uint16_t port = 8883;
  std::string deviceId;
  std::string deviceKey;
  std::string fleetId;
  std::string ntpServer = "pool.ntp.org";

  /**
   * Takes a line `name value`, with the names wifi_name, wifi_password, host, port, device_id, device_key, fleet, ntp.
   *
   * @return empty, or what is wrong with it; the value is not repeated, because it may be a secret
   */
  std::string set(std::string_view line);
  /** The first name that still needs a value, or empty. */
  const char* missing() const;
};

}  // namespace iotflow
