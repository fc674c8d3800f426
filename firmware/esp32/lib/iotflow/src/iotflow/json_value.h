#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iotflow {

/** A JSON value that was read; small, because commands are. */
struct JsonValue {
  enum class Kind { Null, Boolean, Number, Text, Object, Array };

  Kind kind = Kind::Null;
  bool flag = false;
  double number = 0;
  std::string text;
  /** An object's keys, each with the value at the same place. */
  std::vector<std::string> keys;
  std::vector<JsonValue> values;

  /** The member of this name, or null. */
  const JsonValue* find(std::string_view key) const;
  /** The text of the member of this name; empty when it is missing or no text. */
  std::string_view textOf(std::string_view key) const;
};

/** Reads one JSON text strictly; nothing when it is malformed, nested more than 8 deep or has more than 128 values. */
std::optional<JsonValue> parseJson(std::string_view text);

}  // namespace iotflow
