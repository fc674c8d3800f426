#include "iotflow/reading_codec.h"

namespace iotflow {

namespace {

constexpr size_t kTime = 8;

}  // namespace

std::string encode(const Reading& reading) {
  std::string bytes;
  for (size_t i = 0; i < kTime; i++) {
    bytes.push_back(static_cast<char>(static_cast<uint64_t>(reading.epoch) >> (8 * i)));
  }
  bytes.push_back(static_cast<char>(reading.measurement.size()));
  bytes += reading.measurement;
  bytes += reading.members;
  return bytes;
}

std::optional<Reading> decode(std::string_view bytes) {
  if (bytes.size() < kTime + 1) {
    return std::nullopt;
  }
  uint64_t epoch = 0;
  for (size_t i = 0; i < kTime; i++) {
    epoch |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[i])) << (8 * i);
  }
  const size_t name = static_cast<uint8_t>(bytes[kTime]);
  if (bytes.size() < kTime + 1 + name) {
    return std::nullopt;
  }
  Reading reading;
  reading.epoch = static_cast<int64_t>(epoch);
  reading.measurement = bytes.substr(kTime + 1, name);
  reading.members = bytes.substr(kTime + 1 + name);
  return reading;
}

}  // namespace iotflow
