#include "iotflow/notices.h"

#include <algorithm>
#include <utility>

namespace iotflow {

namespace {

constexpr size_t kMost = 16;

}  // namespace

void Notices::add(Notice notice) {
  if (notices_.size() >= kMost) {
    notices_.pop_front();
  }
  notices_.push_back(std::move(notice));
}

void Notices::pump(int64_t uptime) {
  for (Notice& notice : notices_) {
    if (notice.packetId == 0) {
      notice.packetId = link_.publish(notice.topic, notice.payload);
      notice.since = uptime;
    }
  }
}

void Notices::acknowledged(uint16_t packetId) {
  const auto found = std::find_if(notices_.begin(), notices_.end(),
                                  [packetId](const Notice& notice) { return notice.packetId == packetId; });
  if (found != notices_.end()) {
    notices_.erase(found);
  }
}

void Notices::forget() {
  notices_.erase(
      std::remove_if(notices_.begin(), notices_.end(), [](const Notice& notice) { return !notice.isAnswer; }),
      notices_.end());
  for (Notice& notice : notices_) {
    notice.packetId = 0;
  }
}

bool Notices::waitsSinceBefore(int64_t uptime) const {
  return std::any_of(notices_.begin(), notices_.end(),
                     [uptime](const Notice& notice) { return notice.packetId != 0 && notice.since < uptime; });
}

}  // namespace iotflow
