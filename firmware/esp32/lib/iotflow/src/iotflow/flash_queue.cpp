#include "iotflow/flash_queue.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "iotflow/files.h"
#include "iotflow/frame.h"
#include "iotflow/reading_codec.h"

namespace iotflow {

namespace {

constexpr char kEnding[] = ".log";
constexpr size_t kLargestFrame = kFrameHeader + kLargestReading;
constexpr size_t kWholeFile = 65536;

/** The number in a file's name, or 0. */
uint32_t numberOf(const std::string& name) {
  char* end = nullptr;
  const unsigned long number = std::strtoul(name.c_str(), &end, 10);
  return std::string(end) == kEnding ? static_cast<uint32_t>(number) : 0;
}

}  // namespace

FlashQueue::FlashQueue(std::string folder, FlashLimits limits) : folder_(std::move(folder)), limits_(limits) {}

void FlashQueue::open() {
  files::makeFolder(folder_);
  std::vector<uint32_t> numbers;
  for (const std::string& name : files::list(folder_)) {
    if (const uint32_t number = numberOf(name); number != 0) {
      numbers.push_back(number);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  for (const uint32_t number : numbers) {
    scan(number);
    nextNumber_ = number + 1;
  }
}

void FlashQueue::scan(uint32_t number) {
  Segment segment{number, 0, 0};
  const std::string bytes = files::read(pathOf(number), 0, kWholeFile);
  Framed framed = unframe(bytes);
  while (framed.state == Framed::State::Whole && decode(framed.content)) {
    segment.bytes += framed.size();
    segment.readings++;
    framed = unframe(std::string_view(bytes).substr(segment.bytes));
  }
  damaged_ += framed.state == Framed::State::Nothing ? 0 : 1;
  if (segment.readings == 0) {
    files::remove(pathOf(number));
  } else {
    segments_.push_back(segment);
    size_ += segment.readings;
  }
}

FlashQueue::Appended FlashQueue::append(const std::deque<Reading>& readings, size_t most, size_t taken) {
  if (frame(encode(readings.front())).size() > roomInLast()) {
    if (segments_.size() >= limits_.segments) {
      return {0, true};
    }
    segments_.push_back({nextNumber_++, 0, 0});
    lastIsOurs_ = true;
  }
  std::string bytes;
  std::vector<size_t> lengths;
  while (lengths.size() < most) {
    const std::string framed = frame(encode(readings[lengths.size()]));
    if (!lengths.empty() && bytes.size() + framed.size() > roomInLast()) {
      break;
    }
    bytes += framed;
    lengths.push_back(framed.size());
  }
  Segment& last = segments_.back();
  if (!files::append(pathOf(last.number), bytes)) {
    lastIsOurs_ = false;  // it may end with half a frame, behind which nothing would be found
    if (last.readings == 0) {
      files::remove(pathOf(last.number));
      segments_.pop_back();
    }
    return {0, false};
  }
  place_ = taken > 0 ? Place{segments_.size() - 1, last.bytes} : place_;
  for (size_t i = 0; i < std::min(taken, lengths.size()); i++) {
    place_.offset += lengths[i];
    inFlight_.push_back(lengths[i]);
  }
  last.bytes += bytes.size();
  last.readings += lengths.size();
  size_ += lengths.size();
  return {lengths.size(), false};
}

size_t FlashQueue::roomInLast() const {
  const bool growing = lastIsOurs_ && !segments_.empty() && segments_.back().bytes < limits_.segmentBytes;
  return growing ? limits_.segmentBytes - segments_.back().bytes : 0;
}

std::optional<Reading> FlashQueue::peek() {
  while (place_.segment < segments_.size()) {
    const Segment& segment = segments_[place_.segment];
    if (place_.offset >= segment.bytes) {
      if (place_.segment + 1 >= segments_.size()) {
        break;
      }
      place_ = {place_.segment + 1, 0};
      continue;
    }
    const std::string bytes = files::read(pathOf(segment.number), place_.offset, kLargestFrame);
    const Framed framed = unframe(bytes);
    std::optional<Reading> reading = framed.state == Framed::State::Whole ? decode(framed.content) : std::nullopt;
    if (reading) {
      peeked_ = framed.size();
      return reading;
    }
    endAt(place_.segment, place_.offset);
  }
  return std::nullopt;
}

/** What was whole when it was written or found is not any more: the file ends here. */
void FlashQueue::endAt(size_t index, size_t offset) {
  damaged_++;
  size_t whole = 0;
  for (size_t at = 0; at < offset; whole++) {
    const std::string bytes = files::read(pathOf(segments_[index].number), at, kLargestFrame);
    at += std::max<size_t>(unframe(bytes).size(), 1);
  }
  size_ -= segments_[index].readings - whole;
  segments_[index].readings = whole;
  segments_[index].bytes = offset;
  lastIsOurs_ = lastIsOurs_ && index + 1 < segments_.size();
  if (index == 0 && inFlight_.empty()) {
    removeFront();
  } else if (whole == 0) {
    files::remove(pathOf(segments_[index].number));
    segments_.erase(segments_.begin() + static_cast<std::ptrdiff_t>(index));
  }
}

void FlashQueue::take() {
  place_.offset += peeked_;
  inFlight_.push_back(peeked_);
}

void FlashQueue::confirm() {
  frontOffset_ += inFlight_.front();
  frontConfirmed_++;
  inFlight_.pop_front();
  size_--;
  if (frontOffset_ >= segments_.front().bytes) {
    removeFront();
  }
}

void FlashQueue::removeFront() {
  files::remove(pathOf(segments_.front().number));
  segments_.pop_front();
  lastIsOurs_ = lastIsOurs_ && !segments_.empty();
  frontOffset_ = 0;
  frontConfirmed_ = 0;
  place_ = place_.segment > 0 ? Place{place_.segment - 1, place_.offset} : Place{};
}

void FlashQueue::rewind() {
  inFlight_.clear();
  place_ = {0, frontOffset_};
}

size_t FlashQueue::dropOldest() {
  if (segments_.empty()) {
    return 0;
  }
  const size_t lost = segments_.front().readings - frontConfirmed_;
  size_ -= lost;
  removeFront();
  place_ = {};
  return lost;
}

std::string FlashQueue::pathOf(uint32_t number) const {
  char name[16];
  std::snprintf(name, sizeof name, "/%08lu%s", static_cast<unsigned long>(number % 100000000UL), kEnding);
  return folder_ + name;
}

}  // namespace iotflow
