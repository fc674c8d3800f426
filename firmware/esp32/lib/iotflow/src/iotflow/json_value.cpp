#include "iotflow/json_value.h"

#include <cmath>
#include <cstdlib>

#include "iotflow/utf8.h"

namespace iotflow {

namespace {

constexpr int kDeepest = 8;
constexpr int kMostValues = 128;

/** A recursive descent over RFC 8259's grammar; each method is false when the text is not what it should be. */
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  bool document(JsonValue& value) {
    if (!this->value(value, 0)) {
      return false;
    }
    space();
    return rest_.empty();
  }

 private:
  bool value(JsonValue& value, int depth) {
    space();
    if (rest_.empty() || depth > kDeepest || ++values_ > kMostValues) {
      return false;
    }
    switch (rest_.front()) {
      case '{':
        return object(value, depth);
      case '[':
        return array(value, depth);
      case '"':
        value.kind = JsonValue::Kind::Text;
        return string(value.text);
      case 't':
        value.kind = JsonValue::Kind::Boolean;
        value.flag = true;
        return word("true");
      case 'f':
        value.kind = JsonValue::Kind::Boolean;
        return word("false");
      case 'n':
        return word("null");
      default:
        return number(value);
    }
  }

  bool object(JsonValue& value, int depth) {
    value.kind = JsonValue::Kind::Object;
    take('{');
    space();
    if (take('}')) {
      return true;
    }
    do {
      space();
      value.keys.emplace_back();
      if (rest_.empty() || rest_.front() != '"' || !string(value.keys.back())) {
        return false;
      }
      space();
      value.values.emplace_back();
      if (!take(':') || !this->value(value.values.back(), depth + 1)) {
        return false;
      }
      space();
    } while (take(','));
    return take('}');
  }

  bool array(JsonValue& value, int depth) {
    value.kind = JsonValue::Kind::Array;
    take('[');
    space();
    if (take(']')) {
      return true;
    }
    do {
      value.values.emplace_back();
      if (!this->value(value.values.back(), depth + 1)) {
        return false;
      }
      space();
    } while (take(','));
    return take(']');
  }

  bool string(std::string& text) {
    take('"');
    while (!rest_.empty() && rest_.front() != '"') {
      const size_t length = lengthOfCharacter(rest_);
      if (length == 0 || static_cast<unsigned char>(rest_.front()) < 0x20) {
        return false;
      }
      if (rest_.front() == '\\') {
        rest_.remove_prefix(1);
        if (!escape(text)) {
          return false;
        }
      } else {
        text += rest_.substr(0, length);
        rest_.remove_prefix(length);
      }
    }
    return take('"');
  }

  bool escape(std::string& text) {
    if (rest_.empty()) {
      return false;
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const size_t known = kNames.find(c);
    if (known != std::string_view::npos) {
      text += kMeanings[known];
      return true;
    }
    unsigned codePoint = 0;
    if (c != 'u' || !hex(codePoint)) {
      return false;
    }
    if (codePoint >= 0xD800 && codePoint <= 0xDBFF && rest_.substr(0, 2) == "\\u") {
      const std::string_view before = rest_;
      unsigned low = 0;
      rest_.remove_prefix(2);
      if (!hex(low)) {
        return false;
      }
      if (low >= 0xDC00 && low <= 0xDFFF) {
        codePoint = 0x10000 + ((codePoint - 0xD800) << 10) + (low - 0xDC00);
      } else {
        rest_ = before;
      }
    }
    appendUtf8(text, codePoint);
    return true;
  }

  bool hex(unsigned& value) {
    if (rest_.size() < 4) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      constexpr std::string_view kDigits = "0123456789abcdef0123456789ABCDEF";
      const size_t digit = kDigits.find(rest_[i]);
      if (digit == std::string_view::npos) {
        return false;
      }
      value = value * 16 + digit % 16;
    }
    rest_.remove_prefix(4);
    return true;
  }

  bool number(JsonValue& value) {
    const std::string_view start = rest_;
    take('-');
    if (!take('0') && !digits()) {
      return false;
    }
    if (take('.') && !digits()) {
      return false;
    }
    if (take('e') || take('E')) {
      take('+') || take('-');
      if (!digits()) {
        return false;
      }
    }
    value.kind = JsonValue::Kind::Number;
    value.number = std::strtod(std::string(start.substr(0, start.size() - rest_.size())).c_str(), nullptr);
    return std::isfinite(value.number);
  }

  bool digits() {
    const size_t before = rest_.size();
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      rest_.remove_prefix(1);
    }
    return rest_.size() < before;
  }

  bool word(std::string_view word) {
    if (rest_.substr(0, word.size()) != word) {
      return false;
    }
    rest_.remove_prefix(word.size());
    return true;
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  void space() {
    while (!rest_.empty() && std::string_view(" \t\r\n").find(rest_.front()) != std::string_view::npos) {
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
  int values_ = 0;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const {
  for (size_t i = 0; i < keys.size(); i++) {
    if (keys[i] == key) {
      return &values[i];
    }
  }
  return nullptr;
}

std::string_view JsonValue::textOf(std::string_view key) const {
  const JsonValue* member = find(key);
  return member != nullptr && member->kind == Kind::Text ? std::string_view(member->text) : std::string_view();
}

std::optional<JsonValue> parseJson(std::string_view text) {
  JsonValue value;
  if (!Parser(text).document(value)) {
    return std::nullopt;
  }
  return value;
}

}  // namespace iotflow
