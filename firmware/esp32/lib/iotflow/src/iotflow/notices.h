#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "iotflow/link.h"

namespace iotflow {

/**
 * Status messages on their way, at most 16. Answers to commands wait for a connection and go until their PUBACK came;
 * what says that the device is there is worth nothing later and ends with the connection.
 */
class Notices {
 public:
  explicit Notices(Link& link) : link_(link) {}

  /** An answer; when there is no room the oldest message is given up: the server sends the command again. */
  void answer(std::string topic, std::string payload) { add({std::move(topic), std::move(payload), true, 0, 0}); }
  /** A sign of life. */
  void passing(std::string topic, std::string payload) { add({std::move(topic), std::move(payload), false, 0, 0}); }

  /** Publishes what is not in flight. */
  void pump(int64_t uptime);
  void acknowledged(uint16_t packetId);
  /** The connection is gone. */
  void forget();
  bool waitsSinceBefore(int64_t uptime) const;
  bool empty() const { return notices_.empty(); }

 private:
  struct Notice {
    std::string topic;
    std::string payload;
    bool isAnswer;
    uint16_t packetId;
    int64_t since;
  };

  void add(Notice notice);

  Link& link_;
  std::deque<Notice> notices_;
};

}  // namespace iotflow
