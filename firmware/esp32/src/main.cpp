#include <Arduino.h>
#include <DHT.h>
#include <LittleFS.h>
#include <esp_system.h>
#include <esp_task_wdt.h>
#include <esp_timer.h>

#include <iotflow/json_members.h>

#include "board_actions.h"
#include "board_link.h"
#include "console.h"
#include "store.h"
#include "trial.h"
#include "wireless.h"

SET_LOOP_TASK_STACK_SIZE(16 * 1024)  // TLS is done in this task

namespace {

constexpr int kWatchdogSeconds = 120;  // a connection may take a minute: name, TCP, TLS

/** Everything that a provisioned board is. */
struct Board {
  explicit Board(const iotflow::Provisioning& provisioning)
      : link(provisioning), device(settingsOf(provisioning), link, actions) {
    link.listen(device);
    sensor.begin();
    wireless.begin(provisioning);
  }

  static iotflow::DeviceSettings settingsOf(const iotflow::Provisioning& provisioning) {
    iotflow::DeviceSettings settings;
    settings.deviceId = provisioning.deviceId;
    settings.fleetId = provisioning.fleetId;
    settings.firmwareVersion = FIRMWARE_VERSION;
    settings.folder = "/littlefs/iotflow";
    settings.buffer.flash = {64, 8192};  // half of the partition: LittleFS needs room to move
    return settings;
  }

  void poll(int64_t uptime) {
    const bool networkIsUp = wireless.poll(device, uptime);
    if (device.isSampleDue(uptime)) {
      iotflow::JsonMembers members;
      members.number("temperature", sensor.readTemperature(), 1).number("humidity", sensor.readHumidity(), 1);
      device.add("temperature", members.members(), uptime);
    }
    device.tick(uptime, networkIsUp, esp_random());
    link.poll(uptime, esp_random());
    trial.poll(uptime, device.hasProvenItself());
  }

  BoardActions actions;
  BoardLink link;
  iotflow::Device device;
  DHT sensor{DHT_PIN, DHT22};
  Wireless wireless;
  Trial trial;
};

Console* console = nullptr;
Board* board = nullptr;

int64_t uptime() { return esp_timer_get_time() / 1000; }

}  // namespace

void setup() {
  Serial.begin(115200);
  LittleFS.begin(true);  // formatted when it is new; where it cannot be, readings stay in memory
  esp_task_wdt_init(kWatchdogSeconds, true);
  esp_task_wdt_add(nullptr);
  const iotflow::Provisioning provisioning = store::load();
  console = new Console(provisioning);
  if (*provisioning.missing() == '\0') {
    board = new Board(provisioning);
    board->device.open(uptime());
  } else {
    Serial.printf("Not provisioned: %s is missing. Type 'show'.\n", provisioning.missing());
  }
}

void loop() {
  esp_task_wdt_reset();
  console->poll();
  if (board != nullptr) {
    board->poll(uptime());
  }
  delay(5);
}
