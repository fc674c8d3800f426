#include "iotflow/buffer.h"

#include <algorithm>
#include <utility>

namespace iotflow {

bool Buffer::add(Reading reading) {
  bool kept = true;
  if (memory_.size() >= limits_.inMemory) {
    kept = spill();
    if (memory_.size() >= limits_.inMemory) {
      kept = dropOldestInMemory();
    }
  }
  memory_.push_back(std::move(reading));
  return kept;
}

bool Buffer::dropOldestInMemory() {
  rewind();
  memory_.pop_front();
  dropped_++;
  return false;
}

void Buffer::date(Clock& clock) {
  for (Reading& reading : memory_) {
    if (!reading.isDated()) {
      reading.epoch = clock.stamp(reading.uptime);
    }
  }
}

bool Buffer::spill() {
  bool kept = true;
  while (const size_t count = dated()) {
    const FlashQueue::Appended appended = flash_.append(memory_, count, memoryInFlight_);
    if (appended.isFull) {
      rewind();
      dropped_ += static_cast<uint32_t>(flash_.dropOldest());
      kept = false;
    } else if (appended.count == 0) {
      break;
    } else {
      const size_t taken = std::min(memoryInFlight_, appended.count);
      memory_.erase(memory_.begin(), memory_.begin() + static_cast<std::ptrdiff_t>(appended.count));
      memoryInFlight_ -= taken;
      flashInFlight_ += taken;
    }
  }
  return kept;
}

/** How many of the oldest in memory have a time. */
size_t Buffer::dated() const {
  const auto undated =
      std::find_if(memory_.begin(), memory_.end(), [](const Reading& reading) { return !reading.isDated(); });
  return static_cast<size_t>(undated - memory_.begin());
}

bool Buffer::holdsOlderThan(int64_t uptime) const {
  return !memory_.empty() && memory_.front().isDated() && memory_.front().uptime < uptime;
}

std::optional<Reading> Buffer::peek() {
  if (memoryInFlight_ == 0) {
    if (std::optional<Reading> reading = flash_.peek()) {
      return reading;
    }
  }
  if (memoryInFlight_ < memory_.size() && memory_[memoryInFlight_].isDated()) {
    return memory_[memoryInFlight_];
  }
  return std::nullopt;
}

void Buffer::take() {
  if (flashInFlight_ < flash_.size()) {
    flash_.take();
    flashInFlight_++;
  } else {
    memoryInFlight_++;
  }
}

void Buffer::confirm() {
  if (flashInFlight_ > 0) {
    flash_.confirm();
    flashInFlight_--;
  } else {
    memory_.pop_front();
    memoryInFlight_--;
  }
}

void Buffer::rewind() {
  flash_.rewind();
  flashInFlight_ = 0;
  memoryInFlight_ = 0;
}

}  // namespace iotflow
