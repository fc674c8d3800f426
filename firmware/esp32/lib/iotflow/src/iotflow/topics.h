#pragma once

#include <string>
#include <string_view>

namespace iotflow {

/** Whether the server takes this text as a device's id, a fleet's id or a measurement's name: safe in a topic. */
bool isIdentifier(std::string_view text);

/** The topics of one device; it may publish below telemetry and status, and read commands. */
class Topics {
 public:
  /** @param deviceId a device id */
  explicit Topics(std::string_view deviceId);

  std::string telemetry(std::string_view measurement) const;
  /** @param type heartbeat, online, offline or command_response */
  std::string status(std::string_view type) const;
  /** The filter of all commands to this device. */
  std::string commands() const;
  /** The topic of the commands to a fleet. */
  static std::string fleetCommands(std::string_view fleetId);

 private:
  std::string base_;
};

}  // namespace iotflow
