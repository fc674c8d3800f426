#include "iotflow/back_off.h"

#include <algorithm>

namespace iotflow {

int64_t BackOff::next(uint32_t random) {
  const int64_t step = next_;
  next_ = std::min(most_, next_ * 2);
  return step / 2 + static_cast<int64_t>(random % static_cast<uint32_t>(step - step / 2 + 1));
}

}  // namespace iotflow
