#include "iotflow/clock.h"

namespace iotflow {

namespace {

constexpr int64_t kCorrection = 1000;

}  // namespace

void Clock::set(int64_t epoch, int64_t uptime) {
  known_ = true;
  offset_ = epoch - uptime;
}

int64_t Clock::stamp(int64_t uptime) {
  const int64_t epoch = epochAt(uptime);
  const bool steppedALittle = epoch <= last_ && last_ - epoch < kCorrection;
  last_ = steppedALittle ? last_ + 1 : epoch;
  return last_;
}

}  // namespace iotflow
