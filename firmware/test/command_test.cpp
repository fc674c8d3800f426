#include "iotflow/command.h"
#include "fake_link.h"
#include "iotflow/commands.h"
#include "iotflow/files.h"
#include "test.h"

using namespace iotflow;

namespace {

const std::string kDigest(64, 'a');

std::string command(const std::string& type, const std::string& body, const std::string& id = "c-1") {
  return R"({"command_id":")" + id + R"(","command_type":")" + type + R"(","command":)" + body +
         R"(,"timestamp":"2026-01-01T00:00:00Z","source":"iotflow_api"})";
}

std::string firmware(const std::string& url, const std::string& size, const std::string& digest,
                     const std::string& signature) {
  return R"({"url":")" + url + R"(","size":)" + size + R"(,"sha256":")" + digest + R"(","signature":")" + signature +
         "\"}";
}

const std::string kFirmware = firmware("https://example.org/f.bin", "900000", kDigest, "MEQCIA==");

struct FakeActions : Actions {
  std::string install(const FirmwareUpdate& update) override {
    installed.push_back(update.url);
    return failure;
  }
  void restart() override { restarts++; }

  std::vector<std::string> installed;
  std::string failure;
  int restarts = 0;
};

/** Commands with a broker that acknowledges at once. */
struct Bench {
  explicit Bench(const std::string& place) : folder(place), commands(place, "answers", notices, actions, sampling) {
    commands.open(0);
  }

  /** What is answered when this arrives. */
  std::vector<std::string> deliver(const std::string& payload) {
    commands.received(payload, 0);
    return answers();
  }

  std::vector<std::string> answers() {
    notices.pump(0);
    std::vector<std::string> payloads;
    for (const FakeLink::Published& one : link.take("answers")) {
      payloads.push_back(one.payload);
      notices.acknowledged(one.id);
    }
    return payloads;
  }

  std::string folder;
  FakeLink link;
  Notices notices{link};
  FakeActions actions;
  Schedule sampling{30'000};
  Commands commands;
};

std::vector<std::string> answer(const std::string& status, const std::string& message) {
  return {R"({"command_id":"c-1","status":")" + status + R"(","message":")" + message + "\"}"};
}

}  // namespace

TEST(commandsOfEachKindAreRead) {
  CHECK(parseCommand(command("config", R"({"interval":10})"))->kind == Command::Kind::Interval);
  CHECK_EQ(10, parseCommand(command("config", R"({"interval":10})"))->intervalSeconds);
  CHECK(parseCommand(command("control", R"({"action":"restart"})"))->kind == Command::Kind::Restart);
  CHECK(parseCommand(command("control", R"("report")"))->kind == Command::Kind::Report);
  const auto update = parseCommand(command("firmware", kFirmware));
  CHECK(update->kind == Command::Kind::Update);
  CHECK_EQ(900'000U, update->firmware.size);
  CHECK_EQ(size_t{32}, update->firmware.sha256.size());
  CHECK_EQ(size_t{4}, update->firmware.signature.size());
}

TEST(commandsWithoutAnIdAreNotAnswerable) {
  for (const char* payload : {"", "{}", "[]", "1", R"({"command_id":7})", R"({"command_id":""})",
                              R"({"command_id":"a\nb"})", "{\"command_id\":\"x\""}) {
    CHECK(!parseCommand(payload));
  }
  CHECK(!parseCommand(command("config", "1", std::string(65, 'x'))));
}

TEST(commandsThatCannotBeDoneSayWhy) {
  for (const std::string& payload :
       {command("config", R"({"interval":0})"), command("config", R"({"interval":86401})"),
        command("config", R"({"interval":1.5})"), command("config", R"({"interval":"10"})"),
        command("config", R"({"interval":10,"colour":1})"), command("config", "{}"), command("config", "7"),
        command("control", R"({"action":"explode"})"), command("control", "1"), command("sing", "1"),
        command("firmware", firmware("http://example.org/f", "9", kDigest, "MEQC")),
        command("firmware", firmware("https://e/" + std::string(600, 'x'), "9", kDigest, "MEQC")),
        command("firmware", firmware("https://e/f", "-1", kDigest, "MEQC")),
        command("firmware", firmware("https://e/f", "1e9", kDigest, "MEQC")),
        command("firmware", firmware("https://e/f", "9", "abc", "MEQC")),
        command("firmware", firmware("https://e/f", "9", kDigest, "")),
        command("firmware", firmware("https://e/f", "9", kDigest, "?")), std::string(R"({"command_id":"c-1"})")}) {
    const auto read = parseCommand(payload);
    CHECK(read && read->kind == Command::Kind::Refused && !read->refusal.empty());
  }
}

TEST(configChangesTheIntervalAndKeepsIt) {
  const std::string folder = testing::newFolder();
  {
    Bench bench(folder);
    CHECK(bench.deliver(command("config", R"({"interval":10})")) == answer("succeeded", "interval is 10 s"));
    CHECK_EQ(10'000, bench.sampling.interval());
  }
  CHECK_EQ(10'000, Bench(folder).sampling.interval());
}

TEST(configSaysWhenTheIntervalCannotBeKept) {
  Bench bench("/nowhere");
  CHECK(bench.deliver(command("config", R"({"interval":10})")) == answer("failed", "the interval cannot be kept"));
  CHECK_EQ(30'000, bench.sampling.interval());
}

TEST(repeatedCommandIsAnsweredAgainAndNotDoneAgain) {
  const std::string folder = testing::newFolder();
  Bench bench(folder);
  const std::string first = command("config", R"({"interval":10})");
  bench.deliver(first);
  bench.deliver(command("config", R"({"interval":20})", "c-2"));
  CHECK(bench.deliver(first) == answer("succeeded", "interval is 10 s"));
  CHECK_EQ(20'000, bench.sampling.interval());
  Bench restarted(folder);
  CHECK(restarted.deliver(first) == answer("succeeded", "interval is 10 s"));
  CHECK_EQ(20'000, restarted.sampling.interval());
}

TEST(restartIsNotRepeatedAfterTheRestart) {
  const std::string folder = testing::newFolder();
  {
    Bench bench(folder);
    CHECK(bench.deliver(command("control", R"("restart")")) == answer("succeeded", "restarts"));
    CHECK(bench.commands.wantsRestart());
  }
  Bench restarted(folder);
  CHECK(restarted.deliver(command("control", R"("restart")")) == answer("succeeded", "restarts"));
  CHECK(!restarted.commands.wantsRestart());
}

TEST(reportIsWishedOnce) {
  Bench bench(testing::newFolder());
  bench.deliver(command("control", R"("report")"));
  CHECK(bench.commands.takeReportWish());
  bench.deliver(command("control", R"("report")"));
  CHECK(!bench.commands.takeReportWish());
}

TEST(updateIsInstalledOnceAndThenRestarts) {
  Bench bench(testing::newFolder());
  const std::string update = command("firmware", kFirmware);
  CHECK(bench.deliver(update) == answer("in_progress", "being installed"));
  CHECK(bench.deliver(update) == answer("in_progress", "being installed"));
  CHECK_EQ(size_t{0}, bench.actions.installed.size());
  bench.commands.work();
  CHECK(bench.answers() == answer("succeeded", "installed, restarts"));
  CHECK(bench.deliver(update) == answer("succeeded", "installed, restarts"));
  bench.commands.work();
  CHECK_EQ(size_t{1}, bench.actions.installed.size());
  CHECK(bench.commands.wantsRestart());
}

TEST(updateThatFailsSaysWhyAndDoesNotRestart) {
  Bench bench(testing::newFolder());
  bench.actions.failure = "the signature is not right";
  bench.deliver(command("firmware", kFirmware));
  bench.commands.work();
  CHECK(bench.answers() == answer("failed", "the signature is not right"));
  CHECK(!bench.commands.wantsRestart());
}

TEST(updateWaitsForAnotherOne) {
  Bench bench(testing::newFolder());
  bench.deliver(command("firmware", kFirmware));
  const auto other = bench.deliver(command("firmware", kFirmware, "c-2"));
  CHECK_EQ(size_t{1}, other.size());
  CHECK(other[0].find("another firmware is being installed") != std::string::npos);
}

TEST(lastOutcomesAreRememberedAndOlderOnesForgotten) {
  const std::string folder = testing::newFolder();
  Bench bench(folder);
  for (int i = 1; i <= 40; i++) {
    bench.deliver(
        command("config", R"({"interval":)" + std::to_string(i) + "}", std::string(62, 'x') + std::to_string(10 + i)));
  }
  Outcomes outcomes(folder + "/outcomes");
  outcomes.open();
  CHECK(outcomes.find(std::string(62, 'x') + "50") != nullptr);
  CHECK(outcomes.find(std::string(62, 'x') + "19") != nullptr);
  CHECK(outcomes.find(std::string(62, 'x') + "18") == nullptr);
}
