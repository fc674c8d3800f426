#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/** Files by POSIX calls, which the ESP32 has too: LittleFS is mounted in its file system. */
namespace iotflow::files {

/** Makes a folder whose parent is there; true when it is there afterwards. */
bool makeFolder(const std::string& path);

/** The names in a folder, unordered; empty when it cannot be read. */
std::vector<std::string> list(const std::string& folder);

/** Adds bytes at a file's end, made when it is missing; true when they are on the medium. */
bool append(const std::string& path, std::string_view bytes);

/** Reads up to so many bytes from a place; empty at the end and when it cannot be read. */
std::string read(const std::string& path, size_t offset, size_t most);

bool remove(const std::string& path);

/** Replaces a small file as a whole: after a power cut it is the old or the new one. */
bool save(const std::string& path, std::string_view content);

/** What was saved; nothing when there is none or it is damaged. */
std::optional<std::string> load(const std::string& path);

}  // namespace iotflow::files
