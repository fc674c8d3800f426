#pragma once

#include <cstddef>
#include <cstdint>

namespace iotflow {

/** CRC-32 as in zlib and Ethernet (reflected, polynomial 0x04C11DB7). */
uint32_t crc32(const void* data, size_t size);

}  // namespace iotflow
