#include "iotflow/json_members.h"

#include <cmath>
#include <cstdio>

#include "iotflow/utf8.h"

namespace iotflow {

namespace {

constexpr double kMostFixed = 1e15;  // beyond it a double has no decimals

}  // namespace

JsonMembers& JsonMembers::number(std::string_view name, double value, int decimals) {
  if (!std::isfinite(value)) {
    return *this;
  }
  char digits[40];
  if (std::fabs(value) < kMostFixed) {
    std::snprintf(digits, sizeof digits, "%.*f", decimals, value);
  } else {
    std::snprintf(digits, sizeof digits, "%.15g", value);
  }
  key(name);
  text_ += digits;
  return *this;
}

JsonMembers& JsonMembers::integer(std::string_view name, int64_t value) {
  key(name);
  text_ += std::to_string(value);
  return *this;
}

JsonMembers& JsonMembers::flag(std::string_view name, bool value) {
  key(name);
  text_ += value ? "true" : "false";
  return *this;
}

JsonMembers& JsonMembers::text(std::string_view name, std::string_view value) {
  key(name);
  quoted(value);
  return *this;
}

void JsonMembers::key(std::string_view name) {
  if (!text_.empty()) {
    text_ += ',';
  }
  quoted(name);
  text_ += ':';
}

void JsonMembers::quoted(std::string_view value) {
  text_ += '"';
  while (!value.empty()) {
    const size_t length = lengthOfCharacter(value);
    const char c = value.front();
    if (length == 0) {
      text_ += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      text_ += escape;
    } else {
      text_ += value.substr(0, length);
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  text_ += '"';
}

}  // namespace iotflow
