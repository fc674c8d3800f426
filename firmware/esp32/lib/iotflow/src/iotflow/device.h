#pragma once

#include <cstdint>
#include <string>

#include "iotflow/actions.h"
#include "iotflow/back_off.h"
#include "iotflow/buffer.h"
#include "iotflow/clock.h"
#include "iotflow/commands.h"
#include "iotflow/delivery.h"
#include "iotflow/link.h"
#include "iotflow/notices.h"
#include "iotflow/schedule.h"
#include "iotflow/topics.h"

namespace iotflow {

/** What makes one device different from another. */
struct DeviceSettings {
  std::string deviceId;
  /** The fleet whose commands it also reads, or empty. */
  std::string fleetId;
  std::string firmwareVersion;
  /** A folder that survives a restart. */
  std::string folder;
  BufferLimits buffer;
  /** Readings that may be on their way at once. */
  size_t window = 8;
  int64_t sampleEveryMillis = 30'000;
  int64_t heartbeatEveryMillis = 60'000;
  /** A reading that waits in memory for so long goes to the flash. */
  int64_t spillAfterMillis = 60'000;
  /** The broker is given up when it does not answer for so long. */
  int64_t patienceMillis = 20'000;
  int64_t firstPauseMillis = 1'000;
  int64_t longestPauseMillis = 120'000;
};

/**
 * A device as IoTFlow knows it, without its hardware: everything is called from one thread, with the time since the
 * start in ms.
 */
class Device {
 public:
  Device(const DeviceSettings& settings, Link& link, Actions& actions);

  /** Reads what an earlier run left. */
  void open(int64_t uptime);

  /** The work of this moment; to be called many times a second. @param random any 32 bits */
  void tick(int64_t uptime, bool networkIsUp, uint32_t random);
  /** Whether it is time to ask the sensor; if so the next time is set. */
  bool isSampleDue(int64_t uptime) { return sampling_.isDue(uptime); }
  /** Takes a reading; one whose members are empty (the sensor did not answer) or too long is counted only. */
  void add(const std::string& measurement, const std::string& members, int64_t uptime);
  /** NTP knows the time. */
  void setTime(int64_t epoch, int64_t uptime);
  /** Writes everything to the flash, before a planned end. */
  void spill();

  // What the link tells:
  void onConnected(int64_t uptime);
  void onSubscribed(int64_t uptime);
  void onDisconnected(int64_t uptime, uint32_t random);
  void onAcknowledged(uint16_t packetId);
  void onMessage(std::string_view payload, int64_t uptime) { commands_.received(payload, uptime); }

  const Buffer& buffer() const { return buffer_; }
  uint32_t delivered() const { return delivery_.delivered(); }
  uint32_t rejected() const { return rejected_; }
  /** Whether a broker has acknowledged something since the start: this firmware works. */
  bool hasProvenItself() const { return proven_; }
  bool isOnline() const { return state_ == State::Online; }

 private:
  enum class State { Offline, Connecting, Subscribing, Online };

  void connectOrGiveUp(int64_t uptime, bool networkIsUp, uint32_t random);
  void lose(int64_t uptime, uint32_t random);
  void exchange(int64_t uptime);
  void restartWhenAnswered(int64_t uptime);
  std::string statistics(int64_t uptime) const;

  DeviceSettings settings_;
  Topics topics_;
  Link& link_;
  Actions& actions_;
  Clock clock_;
  Schedule sampling_;
  Schedule heartbeat_;
  Schedule spilling_;
  BackOff backOff_;
  Buffer buffer_;
  Notices notices_;
  Delivery delivery_;
  Commands commands_;
  State state_ = State::Offline;
  int64_t deadline_ = 0;
  int64_t restartBy_ = 0;
  uint32_t rejected_ = 0;
  bool proven_ = false;
};

}  // namespace iotflow
