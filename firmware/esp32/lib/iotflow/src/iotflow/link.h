#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace iotflow {

/** The MQTT client beneath. What happens comes back as the on… calls of Device. */
class Link {
 public:
  virtual ~Link() = default;

  /** Begins to connect with a clean session and the last will; the outcome is told later. */
  virtual void connect() = 0;
  /** Drops the connection and everything that was not acknowledged; nothing more is told about it. */
  virtual void disconnect() = 0;
  /** Subscribes at QoS 1; told when the broker has acknowledged all. */
  virtual bool subscribe(const std::vector<std::string>& filters) = 0;
  /** Publishes at QoS 1 without waiting; the packet's id, of which PUBACK is told, or 0 when it was not taken. */
  virtual uint16_t publish(const std::string& topic, const std::string& payload) = 0;
};

}  // namespace iotflow
