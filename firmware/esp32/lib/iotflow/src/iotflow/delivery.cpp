#include "iotflow/delivery.h"

namespace iotflow {

void Delivery::pump(int64_t uptime) {
  while (inFlight_.size() < window_) {
    const std::optional<Reading> reading = buffer_.peek();
    if (!reading) {
      return;
    }
    const uint16_t packetId = link_.publish(topics_.telemetry(reading->measurement), payloadOf(*reading));
    if (packetId == 0) {
      return;
    }
    buffer_.take();
    inFlight_.push_back({packetId, uptime, false});
  }
}

bool Delivery::acknowledged(uint16_t packetId) {
  bool known = false;
  for (InFlight& one : inFlight_) {
    if (one.packetId == packetId && !one.acknowledged) {
      one.acknowledged = true;
      known = true;
      break;
    }
  }
  while (!inFlight_.empty() && inFlight_.front().acknowledged) {
    inFlight_.pop_front();
    buffer_.confirm();
    delivered_++;
  }
  return known;
}

void Delivery::forget() {
  inFlight_.clear();
  buffer_.rewind();
}

bool Delivery::waitsSinceBefore(int64_t uptime) const { return !inFlight_.empty() && inFlight_.front().since < uptime; }

}  // namespace iotflow
