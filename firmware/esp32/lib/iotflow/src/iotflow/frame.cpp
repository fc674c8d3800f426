#include "iotflow/frame.h"

#include "iotflow/crc32.h"

namespace iotflow {

namespace {

constexpr char kFirst = 'I';
constexpr char kSecond = 'F';

void append(std::string& bytes, uint32_t value, int size) {
  for (int i = 0; i < size; i++) {
    bytes.push_back(static_cast<char>(value >> (8 * i)));
  }
}

uint32_t number(std::string_view bytes, size_t at, int size) {
  uint32_t value = 0;
  for (int i = 0; i < size; i++) {
    value |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[at + i])) << (8 * i);
  }
  return value;
}

uint32_t checksum(std::string_view content) {
  std::string covered;
  append(covered, static_cast<uint32_t>(content.size()), 2);
  covered += content;
  return crc32(covered.data(), covered.size());
}

}  // namespace

std::string frame(std::string_view content) {
  std::string bytes{kFirst, kSecond};
  append(bytes, static_cast<uint32_t>(content.size()), 2);
  append(bytes, checksum(content), 4);
  bytes += content;
  return bytes;
}

Framed unframe(std::string_view bytes) {
  if (bytes.empty()) {
    return {Framed::State::Nothing, {}};
  }
  if (bytes.size() < kFrameHeader || bytes[0] != kFirst || bytes[1] != kSecond) {
    return {Framed::State::Broken, {}};
  }
  const size_t length = number(bytes, 2, 2);
  if (length > kLargestContent || bytes.size() < kFrameHeader + length) {
    return {Framed::State::Broken, {}};
  }
  const std::string_view content = bytes.substr(kFrameHeader, length);
  if (number(bytes, 4, 4) != checksum(content)) {
    return {Framed::State::Broken, {}};
  }
  return {Framed::State::Whole, content};
}

}  // namespace iotflow
