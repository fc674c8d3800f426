#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>

#include "iotflow/json_members.h"
#include "mosquitto_link.h"

namespace {

volatile std::sig_atomic_t stopped = 0;

/** This program is no board. */
class HostActions : public iotflow::Actions {
 public:
  std::string install(const iotflow::FirmwareUpdate&) override { return "a host installs no firmware"; }
  void restart() override { wanted_ = true; }
  bool restartIsWanted() const { return wanted_; }

 private:
  bool wanted_ = false;
};

int64_t millis(std::chrono::nanoseconds since) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

int64_t uptime() { return millis(std::chrono::steady_clock::now().time_since_epoch()); }

void print(const iotflow::Device& device, int taken) {
  std::cout << "taken=" << taken << " delivered=" << device.delivered() << " buffered=" << device.buffer().size()
            << " on_flash=" << device.buffer().onFlash() << " dropped=" << device.buffer().dropped()
            << " online=" << device.isOnline() << std::endl;
}

}  // namespace

/**
 * A device of this machine: the firmware's core with libmosquitto. It publishes readings with a rising number `seq` and
 * ends when all of them are acknowledged.
 *
 *   host HOST PORT DEVICE_ID FOLDER FIRST COUNT INTERVAL_MS     with the key in IOTFLOW_DEVICE_KEY
 *
 * Exit: 0 all acknowledged, 2 wrong arguments, 3 to be started again (a command says so), 143 stopped.
 */
int main(int argc, char** argv) {
  const char* key = std::getenv("IOTFLOW_DEVICE_KEY");
  if (argc != 8 || key == nullptr) {
    std::cerr << "host HOST PORT DEVICE_ID FOLDER FIRST COUNT INTERVAL_MS, and IOTFLOW_DEVICE_KEY\n";
    return 2;
  }
  std::signal(SIGTERM, [](int) { stopped = 1; });
  const int first = std::atoi(argv[5]);
  const int count = std::atoi(argv[6]);

  iotflow::DeviceSettings settings;
  settings.deviceId = argv[3];
  settings.folder = argv[4];
  settings.firmwareVersion = "host";
  settings.sampleEveryMillis = std::atoi(argv[7]);
  settings.buffer.inMemory = 16;
  settings.spillAfterMillis = 500;
  settings.longestPauseMillis = 2'000;

  MosquittoLink link({argv[1], std::atoi(argv[2]), settings.deviceId, key});
  HostActions actions;
  iotflow::Device device(settings, link, actions);
  link.listen(device);
  std::minstd_rand random(std::random_device{}());
  device.open(uptime());
  device.setTime(millis(std::chrono::system_clock::now().time_since_epoch()), uptime());

  iotflow::Schedule printing(100);
  int taken = 0;
  while (taken < count || device.buffer().size() > 0) {
    const int64_t now = uptime();
    if (taken < count && device.isSampleDue(now)) {
      taken++;
      iotflow::JsonMembers members;
      members.number("temperature", 20 + 0.01 * taken, 2).integer("seq", first + taken - 1);
      device.add("temperature", members.members(), now);
    }
    device.tick(now, true, static_cast<uint32_t>(random()));
    if (printing.isDue(now)) {
      print(device, taken);
    }
    if (stopped != 0 || actions.restartIsWanted()) {
      device.spill();
      print(device, taken);
      return stopped != 0 ? 143 : 3;
    }
    link.poll(5, now, static_cast<uint32_t>(random()));
  }
  print(device, taken);
  return 0;
}
