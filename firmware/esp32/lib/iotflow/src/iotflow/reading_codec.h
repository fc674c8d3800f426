#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "iotflow/reading.h"

namespace iotflow {

/** A dated reading as bytes: its time, the measurement's length, the measurement, the members. */
std::string encode(const Reading& reading);

/** Nothing when these bytes are no reading. */
std::optional<Reading> decode(std::string_view bytes);

/** The most bytes that a reading takes. */
constexpr size_t kLargestReading = 8 + 1 + kLongestMeasurement + kLongestMembers;

}  // namespace iotflow
