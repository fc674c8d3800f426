#pragma once

#include <cstdint>
#include <deque>

#include "iotflow/buffer.h"
#include "iotflow/link.h"
#include "iotflow/topics.h"

namespace iotflow {

/**
 * Moves readings from the buffer to the broker, a bounded number at a time, in their order. A reading leaves the buffer
 * only when its PUBACK came; when the connection is lost, everything that was in flight is delivered again.
 */
class Delivery {
 public:
  Delivery(Buffer& buffer, Link& link, const Topics& topics, size_t window)
      : buffer_(buffer), link_(link), topics_(topics), window_(window) {}

  /** Publishes while there is something to publish and room in the window. */
  void pump(int64_t uptime);
  /** A PUBACK came; one of something else is ignored. True when it was for a reading. */
  bool acknowledged(uint16_t packetId);
  /** Nothing is in flight any more: the connection is gone, or the buffer gave up its oldest readings. */
  void forget();
  /** Whether the oldest in flight was published before: the broker no longer answers. */
  bool waitsSinceBefore(int64_t uptime) const;

  /** Readings acknowledged since the start. */
  uint32_t delivered() const { return delivered_; }
  size_t inFlight() const { return inFlight_.size(); }

 private:
  struct InFlight {
    uint16_t packetId;
    int64_t since;
    bool acknowledged;
  };

  Buffer& buffer_;
  Link& link_;
  const Topics& topics_;
  size_t window_;
  std::deque<InFlight> inFlight_;
  uint32_t delivered_ = 0;
};

}  // namespace iotflow
