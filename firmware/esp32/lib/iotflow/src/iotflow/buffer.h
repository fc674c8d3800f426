#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "iotflow/clock.h"
#include "iotflow/flash_queue.h"
#include "iotflow/reading.h"

namespace iotflow {

struct BufferLimits {
  /** Readings in memory; beyond it they go to the flash. */
  size_t inMemory = 64;
  FlashLimits flash;
};

/**
 * The readings that the broker has not acknowledged, oldest first: those on the flash, then those in memory.
 *
 * Full memory spills to the flash. A full flash gives up its oldest file, and where the flash cannot be written the
 * oldest reading in memory is given up: the newest is always kept, and what is lost is counted. Readings without a time
 * stay in memory, because nobody could date them after a restart.
 */
class Buffer {
 public:
  Buffer(std::string folder, BufferLimits limits) : flash_(std::move(folder), limits.flash), limits_(limits) {}

  /** Finds what an earlier run left on the flash. */
  void open() { flash_.open(); }

  /** Takes a reading; false when room was made for it by giving up older ones, after which nothing is in flight. */
  bool add(Reading reading);
  /** Dates what waits for a time. */
  void date(Clock& clock);
  /** Writes what is in memory and dated to the flash; false like add. */
  bool spill();
  /** Whether a dated reading in memory was taken before. */
  bool holdsOlderThan(int64_t uptime) const;

  /** The oldest reading that is not in flight; nothing when there is none, or nobody knows its time yet. */
  std::optional<Reading> peek();
  void take();
  /** The oldest of those in flight is delivered. */
  void confirm();
  void rewind();

  size_t size() const { return flash_.size() + memory_.size(); }
  size_t onFlash() const { return flash_.size(); }
  /** Readings given up for want of room. */
  uint32_t dropped() const { return dropped_; }
  uint32_t damaged() const { return flash_.damaged(); }

 private:
  bool dropOldestInMemory();
  size_t dated() const;

  FlashQueue flash_;
  BufferLimits limits_;
  std::deque<Reading> memory_;
  size_t flashInFlight_ = 0;
  size_t memoryInFlight_ = 0;
  uint32_t dropped_ = 0;
};

}  // namespace iotflow
