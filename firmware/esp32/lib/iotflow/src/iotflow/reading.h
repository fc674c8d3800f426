#pragma once

#include <cstdint>
#include <string>

namespace iotflow {

/** What a sensor said at one instant. */
struct Reading {
  /** The last level of its topic. */
  std::string measurement;
  /** Its JSON members without braces and without a time, such as `"temperature":21.5`. */
  std::string members;
  /** When it was taken, in ms since this device started; 0 for one that an earlier run left on the flash. */
  int64_t uptime = 0;
  /** The same in ms since 1970, or 0 while nobody knows the time. */
  int64_t epoch = 0;

  bool isDated() const { return epoch != 0; }
};

/** The longest measurement and members that are taken, in bytes. */
constexpr size_t kLongestMeasurement = 64;
constexpr size_t kLongestMembers = 900;

/**
 * The MQTT payload. The time is epoch milliseconds: the server knows a reading by device, measurement and time, so a
 * reading that is delivered twice is one.
 */
inline std::string payloadOf(const Reading& reading) {
  return "{" + reading.members + ",\"timestamp\":" + std::to_string(reading.epoch) + "}";
}

}  // namespace iotflow
