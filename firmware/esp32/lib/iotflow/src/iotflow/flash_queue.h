#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "iotflow/reading.h"

namespace iotflow {

/** How much flash may be used: so many files of about so many bytes. */
struct FlashLimits {
  size_t segments = 32;
  size_t segmentBytes = 8192;
};

/**
 * Dated readings on the flash, oldest first, in numbered files that are only ever appended to and deleted as a whole.
 *
 * Where reading has come to is not written down: it would wear the flash at each delivery, and a power cut would lose
 * it anyway. After a restart the oldest file is delivered again, which the server merges. A torn or rotten frame ends
 * its file: what is behind it is skipped and counted, and the next reading begins a new file.
 */
class FlashQueue {
 public:
  /** How many readings were appended; none, because every file is full or because writing failed. */
  struct Appended {
    size_t count;
    bool isFull;
  };

  FlashQueue(std::string folder, FlashLimits limits);

  /** Finds what an earlier run left. */
  void open();

  /**
   * Adds the first of these readings, as many as one file has room for, in one write that is on the flash when this
   * returns.
   *
   * @param most how many at the most
   * @param taken how many of them are in flight, in which case everything before them is
   */
  Appended append(const std::deque<Reading>& readings, size_t most, size_t taken);

  /** The oldest reading that is not taken. */
  std::optional<Reading> peek();
  /** What was peeked at is in flight. */
  void take();
  /** The oldest of those in flight is delivered. */
  void confirm();
  /** Nothing is in flight any more. */
  void rewind();

  /** Gives up the oldest file, with nothing in flight; how many readings that loses. */
  size_t dropOldest();

  /** How many readings are not delivered. */
  size_t size() const { return size_; }
  /** How many files ended with a frame that cannot be read. */
  uint32_t damaged() const { return damaged_; }

 private:
  struct Segment {
    uint32_t number;
    size_t bytes;
    size_t readings;
  };
  /** A place in the files. */
  struct Place {
    size_t segment = 0;
    size_t offset = 0;
  };

  std::string pathOf(uint32_t number) const;
  void scan(uint32_t number);
  size_t roomInLast() const;
  void removeFront();
  void endAt(size_t segment, size_t offset);

  std::string folder_;
  FlashLimits limits_;
  std::deque<Segment> segments_;
  uint32_t nextNumber_ = 1;
  bool lastIsOurs_ = false;
  Place place_;
  size_t peeked_ = 0;
  std::deque<size_t> inFlight_;
  size_t frontOffset_ = 0;
  size_t frontConfirmed_ = 0;
  size_t size_ = 0;
  uint32_t damaged_ = 0;
};

}  // namespace iotflow
