#pragma once

#include <cstdint>

#include <iotflow/device.h>
#include <iotflow/provisioning.h>

/** Wi-Fi and the time. */
class Wireless {
 public:
  void begin(const iotflow::Provisioning& provisioning);
  /** Looks after both; true while there is a network. */
  bool poll(iotflow::Device& device, int64_t uptime);

 private:
  iotflow::Provisioning provisioning_;
  iotflow::Schedule timeCheck_{10'000};
  int64_t lastSeen_ = 0;
};
