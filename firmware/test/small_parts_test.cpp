#include "iotflow/back_off.h"
#include "iotflow/clock.h"
#include "iotflow/crc32.h"
#include "iotflow/encoding.h"
#include "iotflow/provisioning.h"
#include "iotflow/schedule.h"
#include "iotflow/topics.h"
#include "test.h"

using namespace iotflow;

TEST(topicsAreThoseOfTheContract) {
  const Topics topics("esp32_001");
  CHECK_EQ("iotflow/devices/esp32_001/telemetry/temperature", topics.telemetry("temperature"));
  CHECK_EQ("iotflow/devices/esp32_001/status/online", topics.status("online"));
  CHECK_EQ("iotflow/devices/esp32_001/commands/+", topics.commands());
  CHECK_EQ("iotflow/fleet/commands/roof", Topics::fleetCommands("roof"));
}

TEST(identifiersAreSafeInTopics) {
  CHECK(isIdentifier("a") && isIdentifier("Pump-7_b.2") && isIdentifier(std::string(64, 'x')));
  CHECK(!isIdentifier("") && !isIdentifier("-a") && !isIdentifier("a/b") && !isIdentifier("a+") && !isIdentifier("#") &&
        !isIdentifier("\xC3\xBC"));
  CHECK(!isIdentifier(std::string(65, 'x')) && !isIdentifier(std::string_view("a\0", 2)));
}

TEST(backOffDoublesUpToItsCapAndBeginsAgain) {
  BackOff backOff(1000, 5000);
  for (const int64_t step : {1000, 2000, 4000, 5000, 5000}) {
    const int64_t pause = backOff.next(0xFFFFFFFFU);
    CHECK(pause >= step / 2 && pause <= step);
  }
  backOff.reset();
  CHECK_EQ(500, backOff.next(0));
}

TEST(backOffDiffersFromDeviceToDevice) {
  BackOff one(60'000, 60'000);
  BackOff other(60'000, 60'000);
  CHECK(one.next(12'345) != other.next(54'321));
}

TEST(clockStampsByUptime) {
  Clock clock;
  CHECK(!clock.isKnown());
  clock.set(1'700'000'010'000, 10'000);
  CHECK(clock.isKnown());
  CHECK_EQ(1'700'000'004'000, clock.stamp(4'000));
}

TEST(clockNeverGivesTwoReadingsOneTime) {
  Clock clock;
  clock.set(1'700'000'000'000, 0);
  CHECK_EQ(1'700'000'005'000, clock.stamp(5'000));
  CHECK_EQ(1'700'000'005'001, clock.stamp(5'000));
  clock.set(1'700'000'005'900, 6'000);  // NTP found it 100 ms fast
  CHECK_EQ(1'700'000'005'900, clock.stamp(6'000));
  clock.set(1'600'000'000'000, 7'000);  // and then, that it was years off
  CHECK_EQ(1'600'000'000'000, clock.stamp(7'000));
}

TEST(scheduleDoesNotMakeUpForWhatItMissed) {
  Schedule schedule(1000);
  CHECK(schedule.isDue(5'000));
  CHECK(!schedule.isDue(5'999));
  CHECK(schedule.isDue(60'000));
  CHECK(!schedule.isDue(60'500));
  schedule.change(10'000, 60'500);
  CHECK(!schedule.isDue(70'499));
  CHECK(schedule.isDue(70'500));
}

TEST(scheduleKeepsItsBeat) {
  Schedule schedule(1000);
  schedule.isDue(0);
  int times = 0;
  for (int64_t now = 0; now <= 10'000; now += 7) {
    times += schedule.isDue(now) ? 1 : 0;
  }
  CHECK_EQ(9, times);
}

TEST(crc32IsTheOneOfZlib) { CHECK_EQ(0xCBF43926U, crc32("123456789", 9)); }

TEST(encodingsAreReadStrictly) {
  CHECK(fromHex("00fFa0") == std::vector<uint8_t>({0, 255, 160}));
  CHECK(!fromHex("0") && !fromHex("0g"));
  CHECK(fromBase64("Zm9vYg==") == std::vector<uint8_t>({'f', 'o', 'o', 'b'}));
  CHECK(fromBase64("Zm9vYmE=") == std::vector<uint8_t>({'f', 'o', 'o', 'b', 'a'}));
  CHECK(fromBase64("") == std::vector<uint8_t>());
  CHECK(!fromBase64("Zg=") && !fromBase64("Z===") && !fromBase64("Zg= ") && !fromBase64("Z-__"));
}

TEST(provisioningTakesWhatADeviceNeeds) {
  Provisioning provisioning;
  CHECK_EQ(std::string("wifi_name"), provisioning.missing());
  for (const char* line :
       {"wifi_name my network", "wifi_password secret words", "host mqtt.example.org", "port 8884",
        "device_id esp32_001", "device_key iotf_0123456789abcdef", "fleet roof", "ntp time.example.org"}) {
    CHECK_EQ("", provisioning.set(line));
  }
  CHECK_EQ(std::string(), provisioning.missing());
  CHECK_EQ("my network", provisioning.wifiName);
  CHECK_EQ("secret words", provisioning.wifiPassword);
  CHECK_EQ(8884, provisioning.port);
  CHECK_EQ("roof", provisioning.fleetId);
}

TEST(provisioningRefusesWithoutRepeatingSecrets) {
  Provisioning provisioning;
  for (const char* line : {"", "wifi_name", "wifi_password short", "host a b", "port 0", "port 70000", "port 1x",
                           "port", "device_id a/b", "device_key short", "fleet a+b", "ntp", "colour blue"}) {
    const std::string wrong = provisioning.set(line);
    CHECK(!wrong.empty());
    CHECK_EQ(std::string::npos, wrong.find("short"));
  }
  CHECK_EQ(8883, provisioning.port);
}
