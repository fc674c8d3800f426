#include <algorithm>
#include <deque>
#include <memory>
#include <random>

#include "iotflow/buffer.h"
#include "test.h"

using namespace iotflow;

namespace {

std::string members(int number) { return "\"seq\":" + std::to_string(number); }

/** A buffer beside the simplest thing that does the same. */
class Pair {
 public:
  explicit Pair(BufferLimits limits) : folder_(testing::newFolder()), limits_(limits) { start(); }

  void add() {
    tell([this] { return buffer_->add({"m", members(next_), next_, 1'000'000 + next_}); }, next_);
    next_++;
  }

  void spill() {
    tell([this] { return buffer_->spill(); }, 0);
  }

  void take() {
    const auto reading = buffer_->peek();
    CHECK_EQ(inFlight_ < model_.size() ? members(model_[inFlight_]) : "", reading ? reading->members : "");
    if (reading) {
      buffer_->take();
      inFlight_++;
    }
  }

  void confirm() {
    if (inFlight_ > 0) {
      buffer_->confirm();
      model_.pop_front();
      inFlight_--;
    }
  }

  void rewind() {
    buffer_->rewind();
    inFlight_ = 0;
  }

  /** A planned end and a new start: what was delivered of the oldest file comes again, and everything behind it. */
  void restart() {
    spill();
    start();
    inFlight_ = 0;
    std::deque<int> found;
    while (const auto reading = buffer_->peek()) {
      found.push_back(std::stoi(reading->members.substr(6)));
      buffer_->take();
    }
    buffer_->rewind();
    CHECK(found.size() >= model_.size() && std::equal(model_.rbegin(), model_.rend(), found.rbegin()));
    model_ = found;
  }

  void compare() const { CHECK_EQ(model_.size(), buffer_->size()); }

 private:
  void start() {
    buffer_ = std::make_unique<Buffer>(folder_, limits_);
    buffer_->open();
  }

  template <typename Change>
  void tell(Change change, int added) {
    const uint32_t before = buffer_->dropped();
    inFlight_ = change() ? inFlight_ : 0;
    if (added != 0) {
      model_.push_back(added);
    }
    model_.erase(model_.begin(), model_.begin() + (buffer_->dropped() - before));
  }

  std::string folder_;
  BufferLimits limits_;
  std::unique_ptr<Buffer> buffer_;
  std::deque<int> model_;
  size_t inFlight_ = 0;
  int next_ = 1;
};

}  // namespace

TEST(bufferAgreesWithASimpleModelWhateverIsDone) {
  std::mt19937 random(1);
  for (int round = 0; round < 40; round++) {
    Pair pair({1 + random() % 6, {2 + random() % 6, 40 + random() % 200}});
    for (int step = 0; step < 200; step++) {
      switch (random() % 12) {
        case 0:
          pair.rewind();
          break;
        case 1:
          pair.spill();
          break;
        case 2:
        case 3:
          pair.confirm();
          break;
        case 4:
        case 5:
        case 6:
          pair.take();
          break;
        case 7:
          if (random() % 10 == 0) {
            pair.restart();
          }
          break;
        default:
          pair.add();
      }
      pair.compare();
    }
  }
}
