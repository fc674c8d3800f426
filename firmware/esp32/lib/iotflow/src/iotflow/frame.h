#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace iotflow {

/**
 * What is written to flash: "IF", the content's length (2 bytes), the CRC-32 of length and content (4 bytes), all
 * little endian, and the content. A frame that was torn by a power cut, or rotted, is known by its CRC.
 */
std::string frame(std::string_view content);

/** The most that one frame holds, in bytes. */
constexpr size_t kLargestContent = 4096;
constexpr size_t kFrameHeader = 8;

/** A frame that was looked for at the beginning of some bytes. */
struct Framed {
  enum class State { Whole, Nothing, Broken };

  State state;
  std::string_view content;

  size_t size() const { return kFrameHeader + content.size(); }
};

/** Looks for a frame; Nothing where the bytes are empty. */
Framed unframe(std::string_view bytes);

}  // namespace iotflow
