#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace iotflow {

/** Bytes of hexadecimal digits; nothing when it is no such text. */
std::optional<std::vector<uint8_t>> fromHex(std::string_view text);

/** Bytes of Base64 with its padding (RFC 4648, 4); nothing when it is no such text. */
std::optional<std::vector<uint8_t>> fromBase64(std::string_view text);

}  // namespace iotflow
