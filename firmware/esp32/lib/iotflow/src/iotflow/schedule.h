#pragma once

#include <cstdint>

namespace iotflow {

/** When to do something again. What was missed is not made up for. */
class Schedule {
 public:
  explicit Schedule(int64_t intervalMillis) : interval_(intervalMillis) {}

  /** Whether it is time; the first time at once. */
  bool isDue(int64_t uptime) {
    if (uptime < next_) {
      return false;
    }
    next_ = next_ + interval_ > uptime ? next_ + interval_ : uptime + interval_;
    return true;
  }

  /** From now on with this interval. */
  void change(int64_t intervalMillis, int64_t uptime) {
    interval_ = intervalMillis;
    next_ = uptime + intervalMillis;
  }

  int64_t interval() const { return interval_; }

 private:
  int64_t interval_;
  int64_t next_ = 0;
};

}  // namespace iotflow
