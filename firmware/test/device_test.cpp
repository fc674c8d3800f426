#include "iotflow/device.h"
#include "fake_link.h"
#include "test.h"

using namespace iotflow;

namespace {

constexpr int64_t kEpoch = 1'700'000'000'000;

struct NoActions : Actions {
  std::string install(const FirmwareUpdate&) override { return "not here"; }
  void restart() override { restarts++; }
  int restarts = 0;
};

DeviceSettings settings(const std::string& folder) {
  DeviceSettings settings;
  settings.deviceId = "esp32_001";
  settings.fleetId = "roof";
  settings.firmwareVersion = "1.0.0";
  settings.folder = folder;
  settings.buffer = {10, {10, 1000}};
  settings.window = 3;
  return settings;
}

/** A device on a broker that does what the test says. */
struct Bench {
  explicit Bench(const std::string& folder = testing::newFolder()) : device(settings(folder), link, actions) {
    device.open(now);
  }

  void tick(int64_t millis = 1) {
    now += millis;
    device.tick(now, network, 7);
  }

  void goOnline() {
    tick(200'000);
    device.onConnected(now);
    device.onSubscribed(now);
    tick();
    acknowledge("status/online");
  }

  void read(int number) { device.add("temperature", "\"seq\":" + std::to_string(number), ++now); }

  /** Acknowledges what was published on such topics; the payloads. */
  std::vector<std::string> acknowledge(const std::string& ending) {
    std::vector<std::string> payloads;
    for (const FakeLink::Published& one : link.take(ending)) {
      payloads.push_back(one.payload);
      device.onAcknowledged(one.id);
    }
    return payloads;
  }

  FakeLink link;
  NoActions actions;
  int64_t now = 0;
  bool network = true;
  Device device;
};

std::string payload(int sequence, int64_t epoch) {
  return "{\"seq\":" + std::to_string(sequence) + ",\"timestamp\":" + std::to_string(epoch) + "}";
}

}  // namespace

TEST(deviceListensBeforeItSaysThatItIsOnline) {
  Bench bench;
  bench.tick();
  CHECK_EQ(1, bench.link.connects);
  bench.device.onConnected(bench.now);
  bench.tick();
  CHECK(bench.link.filters ==
        std::vector<std::string>({"iotflow/devices/esp32_001/commands/+", "iotflow/fleet/commands/roof"}));
  CHECK(bench.link.published.empty());
  bench.device.onSubscribed(bench.now);
  bench.tick();
  const auto online = bench.acknowledge("iotflow/devices/esp32_001/status/online");
  CHECK_EQ(size_t{1}, online.size());
  CHECK(online[0].find("\"firmware\":\"1.0.0\"") != std::string::npos);
  CHECK(online[0].find("timestamp") == std::string::npos);
}

TEST(deviceKeepsReadingsUntilItKnowsTheTimeAndThenDatesThem) {
  Bench bench;
  bench.goOnline();
  const int64_t taken = bench.now + 1;
  bench.read(1);
  bench.tick(5'000);
  CHECK(bench.link.take("telemetry/temperature").empty());
  bench.device.setTime(kEpoch + bench.now, bench.now);
  bench.tick();
  CHECK(bench.acknowledge("telemetry/temperature") == std::vector<std::string>({payload(1, kEpoch + taken)}));
}

TEST(deviceHasNoMoreInFlightThanItsWindow) {
  Bench bench;
  bench.goOnline();
  bench.device.setTime(kEpoch, 0);
  for (int i = 1; i <= 5; i++) {
    bench.read(i);
  }
  bench.tick();
  CHECK_EQ(size_t{3}, bench.acknowledge("telemetry/temperature").size());
  bench.tick();
  CHECK_EQ(size_t{2}, bench.acknowledge("telemetry/temperature").size());
  CHECK_EQ(size_t{0}, bench.device.buffer().size());
  CHECK_EQ(5U, bench.device.delivered());
}

TEST(deviceForgetsAReadingOnlyWhenItIsAcknowledged) {
  Bench bench;
  bench.goOnline();
  bench.device.setTime(kEpoch, 0);
  bench.read(1);
  bench.read(2);
  bench.tick();
  const auto before = bench.link.take("telemetry/temperature");
  CHECK_EQ(size_t{2}, before.size());
  bench.device.onAcknowledged(before[1].id);  // out of order: the first is still owed
  CHECK_EQ(size_t{2}, bench.device.buffer().size());
  bench.device.onDisconnected(bench.now, 7);
  bench.device.onAcknowledged(before[0].id);  // too late: of a connection that is gone
  CHECK_EQ(size_t{2}, bench.device.buffer().size());
  bench.goOnline();
  const auto again = bench.acknowledge("telemetry/temperature");
  CHECK_EQ(size_t{2}, again.size());
  CHECK_EQ(before[0].payload, again[0]);
  CHECK_EQ(size_t{0}, bench.device.buffer().size());
}

TEST(deviceDeliversALongOutageInOrder) {
  Bench bench;
  bench.device.setTime(kEpoch, 0);
  for (int i = 1; i <= 60; i++) {
    bench.read(i);
    bench.device.tick(bench.now, false, 7);
  }
  CHECK(bench.device.buffer().onFlash() > 0);
  bench.goOnline();
  std::vector<std::string> all;
  for (int i = 0; i < 60; i++) {
    for (const std::string& one : bench.acknowledge("telemetry/temperature")) {
      all.push_back(one);
    }
    bench.tick();
  }
  CHECK_EQ(size_t{60}, all.size());
  for (int i = 1; i <= 60; i++) {
    CHECK(all[static_cast<size_t>(i - 1)].find("\"seq\":" + std::to_string(i) + ",") != std::string::npos);
  }
}

TEST(deviceBringsWhatWaitsToTheFlash) {
  const std::string folder = testing::newFolder();
  {
    Bench bench(folder);
    bench.network = false;
    bench.device.setTime(kEpoch, 0);
    bench.read(1);
    bench.tick(59'000);
    CHECK_EQ(size_t{0}, bench.device.buffer().onFlash());
    bench.tick(2'000);
    CHECK_EQ(size_t{1}, bench.device.buffer().onFlash());
  }
  Bench restarted(folder);  // and is not told the time
  restarted.goOnline();
  CHECK(restarted.acknowledge("telemetry/temperature") == std::vector<std::string>({payload(1, kEpoch + 1)}));
}

TEST(deviceGivesUpABrokerThatDoesNotAnswer) {
  Bench bench;
  bench.goOnline();
  bench.device.setTime(kEpoch, 0);
  bench.read(1);
  bench.tick();
  bench.tick(19'000);
  CHECK_EQ(0, bench.link.disconnects);
  bench.tick(2'000);
  CHECK_EQ(1, bench.link.disconnects);
  CHECK(!bench.device.isOnline());
}

TEST(deviceGivesUpAConnectionThatDoesNotCome) {
  Bench bench;
  bench.tick();
  bench.tick(21'000);
  CHECK_EQ(1, bench.link.disconnects);
  bench.tick(1'000);
  CHECK_EQ(2, bench.link.connects);
  bench.device.onConnected(bench.now);
  bench.tick(21'000);  // and neither does the subscription
  CHECK_EQ(2, bench.link.disconnects);
}

TEST(deviceWaitsLongerFromFailureToFailure) {
  Bench bench;
  int64_t failures = 0;
  while (bench.now < 600'000) {
    const int before = bench.link.connects;
    bench.tick(100);
    if (bench.link.connects > before) {
      bench.device.onDisconnected(bench.now, 7);
      failures++;
    }
  }
  CHECK(failures > 8 && failures < 20);
}

TEST(deviceDoesNotHurryABrokerThatAcceptsAndThrowsOut) {
  Bench bench;
  int attempts = 0;
  while (bench.now < 600'000) {
    const int before = bench.link.connects;
    bench.tick(100);
    if (bench.link.connects > before) {
      attempts++;
      bench.device.onConnected(bench.now);
      bench.device.onDisconnected(bench.now, 7);
    }
  }
  CHECK(attempts < 20);
}

TEST(deviceDoesNotConnectWithoutANetwork) {
  Bench bench;
  bench.network = false;
  bench.tick(100'000);
  CHECK_EQ(0, bench.link.connects);
  bench.network = true;
  bench.goOnline();
  bench.network = false;
  bench.tick();
  CHECK_EQ(1, bench.link.disconnects);
}

TEST(deviceKeepsAnswersOverAnOutageAndNoSignsOfLife) {
  Bench bench;
  bench.goOnline();
  bench.device.onMessage(R"({"command_id":"c-1","command_type":"control","command":"report"})", bench.now);
  bench.tick();
  bench.tick();
  CHECK_EQ(size_t{1}, bench.link.take("status/heartbeat").size());
  CHECK_EQ(size_t{1}, bench.link.take("status/command_response").size());
  bench.device.onDisconnected(bench.now, 7);
  bench.goOnline();
  CHECK_EQ(size_t{1}, bench.acknowledge("status/command_response").size());
  CHECK_EQ(size_t{0}, bench.link.take("status/heartbeat").size());
  bench.tick();
  CHECK_EQ(size_t{0}, bench.link.take("status/command_response").size());
}

TEST(deviceSaysThatItIsThereInABeat) {
  Bench bench;
  bench.goOnline();
  size_t beats = 0;
  for (int i = 0; i < 600; i++) {
    bench.tick(1'000);
    beats += bench.acknowledge("status/heartbeat").size();
  }
  CHECK_EQ(size_t{10}, beats);
}

TEST(deviceAnswersBeforeItRestartsAndSavesItsReadings) {
  const std::string folder = testing::newFolder();
  Bench bench(folder);
  bench.goOnline();
  bench.device.setTime(kEpoch, 0);
  bench.link.full = true;
  bench.read(1);
  bench.device.onMessage(R"({"command_id":"c-1","command_type":"control","command":"restart"})", bench.now);
  bench.tick();
  CHECK_EQ(0, bench.actions.restarts);
  bench.link.full = false;
  bench.tick();
  CHECK_EQ(size_t{1}, bench.acknowledge("status/command_response").size());
  bench.tick();
  CHECK_EQ(1, bench.actions.restarts);
  CHECK_EQ(size_t{1}, bench.device.buffer().onFlash());
}

TEST(deviceRestartsAlsoWhenNobodyHearsItsAnswer) {
  Bench bench;
  bench.goOnline();
  bench.device.onMessage(R"({"command_id":"c-1","command_type":"control","command":"restart"})", bench.now);
  bench.tick();
  bench.tick(5'001);
  CHECK_EQ(1, bench.actions.restarts);
}

TEST(deviceCountsWhatIsNoReading) {
  Bench bench;
  bench.device.add("temperature", "", 1);
  bench.device.add("a/b", "\"a\":1", 2);
  bench.device.add("temperature", std::string(1'000, 'x'), 3);
  CHECK_EQ(3U, bench.device.rejected());
  CHECK_EQ(size_t{0}, bench.device.buffer().size());
}

TEST(deviceProvesItselfByAnAcknowledgement) {
  Bench bench;
  bench.tick();
  bench.device.onConnected(bench.now);
  CHECK(!bench.device.hasProvenItself());
  bench.device.onSubscribed(bench.now);
  bench.tick();
  bench.acknowledge("status/online");
  CHECK(bench.device.hasProvenItself());
}
