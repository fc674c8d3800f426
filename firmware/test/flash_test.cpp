#include <signal.h>
#include <sys/resource.h>

#include <set>

#include "iotflow/buffer.h"
#include "iotflow/files.h"
#include "iotflow/frame.h"
#include "test.h"

using namespace iotflow;

namespace {

constexpr int64_t kEpoch = 1'700'000'000'000;

Reading reading(int number) { return {"m", "\"seq\":" + std::to_string(number), number, kEpoch + number}; }

/** Takes everything there is; in which order it came. */
std::vector<std::string> drain(Buffer& buffer) {
  std::vector<std::string> members;
  while (const auto next = buffer.peek()) {
    members.push_back(next->members);
    buffer.take();
    buffer.confirm();
  }
  return members;
}

std::vector<std::string> sequence(int from, int to) {
  std::vector<std::string> members;
  for (int i = from; i <= to; i++) {
    members.push_back(reading(i).members);
  }
  return members;
}

BufferLimits limits(size_t inMemory, size_t segments, size_t segmentBytes) {
  return {inMemory, {segments, segmentBytes}};
}

std::vector<std::string> logs(const std::string& folder) {
  std::set<std::string> sorted;
  for (const std::string& name : files::list(folder)) {
    if (name[0] != '.') {
      sorted.insert(folder + "/" + name);
    }
  }
  return {sorted.begin(), sorted.end()};
}

/** Files cannot grow beyond so many bytes: as when the flash is full, a write stops in the middle. */
struct SmallFiles {
  explicit SmallFiles(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{bytes, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFiles() { setrlimit(RLIMIT_FSIZE, &before); }

  rlimit before{};
};

void cut(const std::string& path, size_t bytes) {
  const std::string content = files::read(path, 0, 1'000'000);
  files::remove(path);
  files::append(path, content.substr(0, content.size() - bytes));
}

}  // namespace

TEST(framesAreFoundWholeOrNotAtAll) {
  const std::string whole = frame("content");
  CHECK_EQ(std::string_view("content"), unframe(whole + "rest").content);
  CHECK(unframe("").state == Framed::State::Nothing);
  for (size_t length = 1; length < whole.size(); length++) {
    CHECK(unframe(whole.substr(0, length)).state == Framed::State::Broken);
  }
  for (size_t i = 0; i < whole.size(); i++) {
    std::string rotten = whole;
    rotten[i] = static_cast<char>(rotten[i] ^ 4);
    CHECK(unframe(rotten).state == Framed::State::Broken);
  }
}

TEST(filesAreSavedAsAWhole) {
  const std::string path = testing::newFolder() + "/small";
  CHECK(!files::load(path));
  CHECK(files::save(path, "old") && files::save(path, "new"));
  CHECK_EQ("new", files::load(path).value_or("none"));
  cut(path, 1);
  CHECK(!files::load(path));
  CHECK(!files::save("/nowhere/small", "x"));
}

TEST(bufferKeepsTheOrderThroughMemoryAndFlash) {
  Buffer buffer(testing::newFolder(), limits(3, 10, 200));
  buffer.open();
  for (int i = 1; i <= 50; i++) {
    CHECK(buffer.add(reading(i)));
  }
  CHECK_EQ(size_t{50}, buffer.size());
  CHECK(buffer.onFlash() >= 47);
  CHECK(drain(buffer) == sequence(1, 50));
  CHECK_EQ(size_t{0}, buffer.size());
}

TEST(bufferLeavesNothingOnTheFlashThatIsDelivered) {
  const std::string folder = testing::newFolder();
  Buffer buffer(folder, limits(3, 10, 200));
  buffer.open();
  for (int round = 0; round < 5; round++) {
    for (int i = 1; i <= 20; i++) {
      buffer.add(reading(i));
    }
    CHECK(drain(buffer) == sequence(1, 20));
    CHECK_EQ(size_t{0}, logs(folder).size());
  }
}

TEST(bufferFindsItsReadingsAfterARestart) {
  const std::string folder = testing::newFolder();
  {
    Buffer buffer(folder, limits(100, 10, 200));
    buffer.open();
    for (int i = 1; i <= 20; i++) {
      buffer.add(reading(i));
    }
    buffer.spill();
    buffer.add(reading(99));  // in memory when the power goes
  }
  Buffer buffer(folder, limits(100, 10, 200));
  buffer.open();
  CHECK_EQ(size_t{20}, buffer.size());
  buffer.add(reading(21));
  CHECK(drain(buffer) == sequence(1, 21));
  CHECK_EQ(0U, buffer.damaged());
}

TEST(bufferDeliversAgainWhatWasInFlight) {
  Buffer buffer(testing::newFolder(), limits(5, 10, 100));
  buffer.open();
  for (int i = 1; i <= 12; i++) {
    buffer.add(reading(i));
  }
  for (int i = 0; i < 11; i++) {
    CHECK(buffer.peek().has_value());
    buffer.take();
  }
  buffer.confirm();
  buffer.confirm();
  buffer.rewind();
  CHECK(drain(buffer) == sequence(3, 12));
}

TEST(bufferMaySpillWhatIsInFlight) {
  const std::string folder = testing::newFolder();
  Buffer buffer(folder, limits(6, 10, 100));
  buffer.open();
  for (int i = 1; i <= 6; i++) {
    buffer.add(reading(i));
  }
  for (int i = 0; i < 4; i++) {
    buffer.peek();
    buffer.take();
  }
  CHECK(buffer.add(reading(7)));  // spills six, of which four are in flight
  CHECK_EQ(size_t{6}, buffer.onFlash());
  CHECK_EQ(reading(5).members, buffer.peek() ? buffer.peek()->members : "nothing");
  for (int i = 0; i < 4; i++) {
    buffer.confirm();
  }
  CHECK(drain(buffer) == sequence(5, 7));
  CHECK_EQ(size_t{0}, logs(folder).size());
}

TEST(bufferGivesUpTheOldestWhenAllIsFullAndCountsThem) {
  Buffer buffer(testing::newFolder(), limits(4, 3, 100));
  buffer.open();
  bool madeRoom = false;
  for (int i = 1; i <= 100; i++) {
    madeRoom = !buffer.add(reading(i)) || madeRoom;
  }
  CHECK(madeRoom);
  const size_t kept = buffer.size();
  CHECK(kept >= 6 && kept < 30);
  CHECK_EQ(100U, buffer.dropped() + kept);
  CHECK(drain(buffer) == sequence(101 - static_cast<int>(kept), 100));
}

TEST(bufferGivesUpTheOldestInMemoryWhenTheFlashIsBroken) {
  Buffer buffer("/nowhere/at/all", limits(4, 3, 100));
  buffer.open();
  for (int i = 1; i <= 10; i++) {
    CHECK_EQ(i <= 4, buffer.add(reading(i)));
  }
  CHECK_EQ(6U, buffer.dropped());
  CHECK(drain(buffer) == sequence(7, 10));
}

TEST(bufferForgetsWhatIsInFlightWhenItGivesUpTheOldest) {
  Buffer broken("/nowhere/at/all", limits(4, 3, 100));
  Buffer full(testing::newFolder(), limits(4, 3, 100));
  for (Buffer* buffer : {&broken, &full}) {
    int last = 0;
    while (buffer->size() < 4 || buffer->dropped() == 0) {
      buffer->add(reading(++last));
    }
    for (int i = 0; i < 3; i++) {
      buffer->peek();
      buffer->take();
    }
    const uint32_t before = buffer->dropped();
    while (buffer->dropped() == before) {
      buffer->add(reading(++last));
    }
    CHECK(drain(*buffer) == sequence(1 + static_cast<int>(buffer->dropped()), last));
  }
}

TEST(bufferWritesNothingBehindAWriteThatFailedHalfway) {
  const std::string folder = testing::newFolder();
  {
    Buffer buffer(folder, limits(100, 10, 4000));
    buffer.open();
    buffer.add(reading(1));
    buffer.spill();
    for (int i = 2; i <= 5; i++) {
      buffer.add(reading(i));
    }
    {
      const SmallFiles full(60);
      CHECK(buffer.spill());
    }
    CHECK_EQ(size_t{1}, buffer.onFlash());
    CHECK_EQ(size_t{5}, buffer.size());
    buffer.spill();
    CHECK_EQ(size_t{5}, buffer.onFlash());
  }
  Buffer buffer(folder, limits(100, 10, 4000));
  buffer.open();
  const std::vector<std::string> all = drain(buffer);
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == 5);
  CHECK_EQ(1U, buffer.damaged());
}

TEST(bufferHoldsUndatedReadingsUntilTheTimeIsKnown) {
  Buffer buffer(testing::newFolder(), limits(3, 3, 100));
  buffer.open();
  for (int i = 1; i <= 5; i++) {
    buffer.add({"m", "\"seq\":" + std::to_string(i), i * 1000, 0});
  }
  CHECK(!buffer.peek());
  CHECK_EQ(2U, buffer.dropped());
  CHECK_EQ(size_t{0}, buffer.onFlash());
  Clock clock;
  clock.set(kEpoch, 10'000);
  buffer.date(clock);
  const auto first = buffer.peek();
  CHECK_EQ(kEpoch - 7'000, first ? first->epoch : 0);
  CHECK_EQ("{\"seq\":3,\"timestamp\":1699999993000}", first ? payloadOf(*first) : "");
}

TEST(bufferSkipsATornEndAndWritesBehindItInANewFile) {
  const std::string folder = testing::newFolder();
  {
    Buffer buffer(folder, limits(100, 10, 4000));
    buffer.open();
    for (int i = 1; i <= 10; i++) {
      buffer.add(reading(i));
    }
    buffer.spill();
  }
  cut(logs(folder)[0], 3);
  {
    Buffer buffer(folder, limits(100, 10, 4000));
    buffer.open();
    CHECK_EQ(1U, buffer.damaged());
    buffer.add(reading(11));
    buffer.spill();
  }
  CHECK_EQ(size_t{2}, logs(folder).size());
  Buffer buffer(folder, limits(100, 10, 4000));
  buffer.open();
  std::vector<std::string> expected = sequence(1, 9);
  expected.push_back(reading(11).members);
  CHECK(drain(buffer) == expected);
}

TEST(bufferSurvivesAPowerCutAtEveryByte) {
  const std::string original = testing::newFolder();
  {
    Buffer buffer(original, limits(100, 10, 4000));
    buffer.open();
    for (int i = 1; i <= 4; i++) {
      buffer.add(reading(i));
    }
    buffer.spill();
  }
  const std::string content = files::read(logs(original)[0], 0, 10'000);
  const size_t one = content.size() / 4;
  const std::string folder = testing::newFolder();
  for (size_t length = 0; length <= content.size(); length++) {
    files::append(folder + "/00000001.log", content.substr(0, length));
    Buffer buffer(folder, limits(100, 10, 4000));
    buffer.open();
    CHECK(drain(buffer) == sequence(1, static_cast<int>(length / one)));
    CHECK_EQ(length % one == 0 ? 0U : 1U, buffer.damaged());
    CHECK_EQ(size_t{0}, logs(folder).size());
  }
}

TEST(bufferSkipsWhatRotsWhileItRuns) {
  const std::string folder = testing::newFolder();
  Buffer buffer(folder, limits(100, 10, 100));
  buffer.open();
  for (int i = 11; i <= 22; i++) {  // three a file
    buffer.add(reading(i));
  }
  buffer.spill();
  const std::vector<std::string> files = logs(folder);
  CHECK_EQ(size_t{4}, files.size());
  cut(files[1], files::read(files[1], 0, 1000).size());
  cut(files[2], 1);
  std::vector<std::string> expected = sequence(11, 13);
  for (const int still : {17, 18, 20, 21, 22}) {
    expected.push_back(reading(still).members);
  }
  CHECK(drain(buffer) == expected);
  CHECK_EQ(2U, buffer.damaged());
  CHECK_EQ(size_t{0}, buffer.size());
  CHECK_EQ(size_t{0}, logs(folder).size());
}

TEST(bufferIgnoresForeignFiles) {
  const std::string folder = testing::newFolder();
  files::append(folder + "/readme.txt", "hello");
  files::append(folder + "/00000001.log", "no frame at all");
  files::append(folder + "/00000002.log", frame("no reading"));
  Buffer buffer(folder, limits(2, 10, 100));
  buffer.open();
  CHECK_EQ(size_t{0}, buffer.size());
  CHECK_EQ(2U, buffer.damaged());
  for (int i = 1; i <= 9; i++) {
    buffer.add(reading(i));
  }
  CHECK(drain(buffer) == sequence(1, 9));
}
