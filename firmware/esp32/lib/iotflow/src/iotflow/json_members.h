#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace iotflow {

/** The members of a JSON object (RFC 8259), in the order in which they were added, without the braces. */
class JsonMembers {
 public:
  /**
   * A measured value, rounded. What is not finite (a sensor that did not answer gives NaN) is left out: JSON has no
   * word for it and the server would refuse the whole message.
   *
   * @param decimals 0 to 9
   */
  JsonMembers& number(std::string_view key, double value, int decimals);
  JsonMembers& integer(std::string_view key, int64_t value);
  JsonMembers& flag(std::string_view key, bool value);
  /** Any text; bytes that are no UTF-8 become U+FFFD. */
  JsonMembers& text(std::string_view key, std::string_view value);

  bool empty() const { return text_.empty(); }
  const std::string& members() const { return text_; }
  /** The whole object. */
  std::string object() const { return "{" + text_ + "}"; }

 private:
  void key(std::string_view key);
  void quoted(std::string_view text);

  std::string text_;
};

}  // namespace iotflow
