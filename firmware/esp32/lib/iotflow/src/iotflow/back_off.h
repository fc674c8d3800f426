#pragma once

#include <cstdint>

namespace iotflow {

/** Pauses between attempts: doubling up to a cap, of which a random half, so that a fleet does not come all at once. */
class BackOff {
 public:
  BackOff(int64_t firstMillis, int64_t mostMillis) : first_(firstMillis), most_(mostMillis), next_(firstMillis) {}

  /** How long to wait now, in ms: from half of the step to all of it. @param random any 32 bits */
  int64_t next(uint32_t random);
  /** It worked. */
  void reset() { next_ = first_; }

 private:
  int64_t first_;
  int64_t most_;
  int64_t next_;
};

}  // namespace iotflow
