#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace iotflow {

/** How many bytes the character at the beginning of the text has; 0 when it is not well-formed (RFC 3629). */
size_t lengthOfCharacter(std::string_view text);

/** Appends a code point; half a surrogate pair becomes U+FFFD. */
void appendUtf8(std::string& text, unsigned codePoint);

}  // namespace iotflow
