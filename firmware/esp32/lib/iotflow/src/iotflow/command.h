#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iotflow {

/** A new firmware: where it is, and by what it is known. */
struct FirmwareUpdate {
  /** HTTPS only. */
  std::string url;
  uint32_t size = 0;
  /** 32 bytes: the digest of the image. */
  std::vector<uint8_t> sha256;
  /** The signature of that digest: ECDSA on P-256, DER. */
  std::vector<uint8_t> signature;
};

/** A command from the server. */
struct Command {
  enum class Kind {
    /** Take readings at another interval. */
    Interval,
    /** Start again. */
    Restart,
    /** Say at once how it is. */
    Report,
    /** Install a firmware. */
    Update,
    /** Something that this device cannot do; `refusal` says why. */
    Refused
  };

  std::string id;
  Kind kind = Kind::Refused;
  int intervalSeconds = 0;
  FirmwareUpdate firmware;
  std::string refusal;
};

/**
 * Reads a command: `command_id`, `command_type` and `command`, which is
 *   - config: `{"interval": seconds}`, 1 to 86400;
 *   - control: `{"action": "restart"}` or `{"action": "report"}`, or the action alone as a text;
 *   - firmware: `{"url", "size", "sha256" (64 hexadecimal digits), "signature" (Base64)}`.
 *
 * @return nothing when it names no id by which it could be answered
 */
std::optional<Command> parseCommand(std::string_view payload);

}  // namespace iotflow
