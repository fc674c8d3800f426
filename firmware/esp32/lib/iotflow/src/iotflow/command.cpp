#include "iotflow/command.h"

#include <cmath>

#include "iotflow/encoding.h"
#include "iotflow/json_value.h"

namespace iotflow {

namespace {

constexpr int kLongestInterval = 86400;
constexpr double kLargestFirmware = 16 * 1024 * 1024;
constexpr size_t kLongestUrl = 512;
constexpr size_t kLongestId = 64;
constexpr size_t kDigest = 32;
constexpr size_t kLongestSignature = 72;  // DER of two numbers of 256 bits

/** What the server takes as a command's id. */
bool isCommandId(std::string_view text) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-";
  return !text.empty() && text.size() <= kLongestId && text.find_first_not_of(kAllowed) == std::string_view::npos;
}

/** A whole number within these bounds, or 0. */
uint32_t wholeNumber(const JsonValue* value, double most) {
  const bool fits = value != nullptr && value->kind == JsonValue::Kind::Number && value->number >= 1 &&
                    value->number <= most && std::floor(value->number) == value->number;
  return fits ? static_cast<uint32_t>(value->number) : 0;
}

void refuse(Command& command, const char* why) {
  command.kind = Command::Kind::Refused;
  command.refusal = why;
}

void readConfig(const JsonValue& body, Command& command) {
  if (body.keys.size() != 1 || body.keys.front() != "interval") {
    return refuse(command, "config knows only 'interval'");
  }
  command.kind = Command::Kind::Interval;
  command.intervalSeconds = static_cast<int>(wholeNumber(body.find("interval"), kLongestInterval));
  if (command.intervalSeconds == 0) {
    refuse(command, "interval must be 1 to 86400 whole seconds");
  }
}

void readControl(const JsonValue& body, Command& command) {
  const std::string_view action =
      body.kind == JsonValue::Kind::Text ? std::string_view(body.text) : body.textOf("action");
  if (action == "restart") {
    command.kind = Command::Kind::Restart;
  } else if (action == "report") {
    command.kind = Command::Kind::Report;
  } else {
    refuse(command, "action must be 'restart' or 'report'");
  }
}

void readFirmware(const JsonValue& body, Command& command) {
  const auto digest = fromHex(body.textOf("sha256"));
  const auto signature = fromBase64(body.textOf("signature"));
  command.kind = Command::Kind::Update;
  command.firmware.url = body.textOf("url");
  command.firmware.size = wholeNumber(body.find("size"), kLargestFirmware);
  if (command.firmware.url.rfind("https://", 0) != 0 || command.firmware.url.size() > kLongestUrl) {
    refuse(command, "url must begin with https:// and have at most 512 characters");
  } else if (command.firmware.size == 0) {
    refuse(command, "size must be the image's bytes");
  } else if (!digest || digest->size() != kDigest) {
    refuse(command, "sha256 must be 64 hexadecimal digits");
  } else if (!signature || signature->empty() || signature->size() > kLongestSignature) {
    refuse(command, "signature must be Base64 of an ECDSA P-256 signature");
  } else {
    command.firmware.sha256 = *digest;
    command.firmware.signature = *signature;
  }
}

}  // namespace

std::optional<Command> parseCommand(std::string_view payload) {
  const std::optional<JsonValue> json = parseJson(payload);
  if (!json || !isCommandId(json->textOf("command_id"))) {
    return std::nullopt;
  }
  Command command;
  command.id = json->textOf("command_id");
  const std::string_view type = json->textOf("command_type");
  const JsonValue* body = json->find("command");
  if (body == nullptr) {
    refuse(command, "there is no command");
  } else if (type == "config") {
    readConfig(*body, command);
  } else if (type == "control") {
    readControl(*body, command);
  } else if (type == "firmware") {
    readFirmware(*body, command);
  } else {
    refuse(command, "command_type must be config, control or firmware");
  }
  return command;
}

}  // namespace iotflow
