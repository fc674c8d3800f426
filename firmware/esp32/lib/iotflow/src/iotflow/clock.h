#pragma once

#include <cstdint>

namespace iotflow {

/** What time it is, once somebody has said so. Times in ms; uptime since the start, epoch since 1970. */
class Clock {
 public:
  /** NTP says that it is this time now. */
  void set(int64_t epoch, int64_t uptime);

  bool isKnown() const { return known_; }
  int64_t epochAt(int64_t uptime) const { return offset_ + uptime; }

  /**
   * The time of a reading that was taken then. Rising, so that two readings are never one, unless the clock was put
   * back by a second or more.
   */
  int64_t stamp(int64_t uptime);

 private:
  bool known_ = false;
  int64_t offset_ = 0;
  int64_t last_ = 0;
};

}  // namespace iotflow
