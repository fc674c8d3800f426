#include "iotflow/topics.h"

namespace iotflow {

namespace {

constexpr size_t kLongestSlug = 64;

bool isLetterOrDigit(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

bool isIdentifier(std::string_view text) {
  if (text.empty() || text.size() > kLongestSlug || !isLetterOrDigit(text.front())) {
    return false;
  }
  for (char c : text) {
    if (!isLetterOrDigit(c) && c != '_' && c != '.' && c != '-') {
      return false;
    }
  }
  return true;
}

Topics::Topics(std::string_view deviceId) : base_("iotflow/devices/" + std::string(deviceId)) {}

std::string Topics::telemetry(std::string_view measurement) const {
  return base_ + "/telemetry/" + std::string(measurement);
}

std::string Topics::status(std::string_view type) const { return base_ + "/status/" + std::string(type); }

std::string Topics::commands() const { return base_ + "/commands/+"; }

std::string Topics::fleetCommands(std::string_view fleetId) { return "iotflow/fleet/commands/" + std::string(fleetId); }

}  // namespace iotflow
