#include "iotflow/files.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "iotflow/frame.h"

namespace iotflow::files {

namespace {

bool write(const std::string& path, const char* mode, std::string_view bytes) {
  std::FILE* file = std::fopen(path.c_str(), mode);
  if (file == nullptr) {
    return false;
  }
  bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  written = std::fflush(file) == 0 && written;
  written = fsync(fileno(file)) == 0 && written;
  return std::fclose(file) == 0 && written;
}

}  // namespace

bool makeFolder(const std::string& path) {
  struct stat state {};
  return mkdir(path.c_str(), 0755) == 0 || (stat(path.c_str(), &state) == 0 && S_ISDIR(state.st_mode));
}

std::vector<std::string> list(const std::string& folder) {
  std::vector<std::string> names;
  DIR* directory = opendir(folder.c_str());
  if (directory == nullptr) {
    return names;
  }
  while (const dirent* entry = readdir(directory)) {
    names.emplace_back(entry->d_name);
  }
  closedir(directory);
  return names;
}

bool append(const std::string& path, std::string_view bytes) { return write(path, "ab", bytes); }

std::string read(const std::string& path, size_t offset, size_t most) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return {};
  }
  std::string bytes;
  const long end = std::fseek(file, 0, SEEK_END) == 0 ? std::ftell(file) : 0;
  const auto size = static_cast<size_t>(std::max(end, 0L));
  if (size > offset && std::fseek(file, static_cast<long>(offset), SEEK_SET) == 0) {
    bytes.resize(std::min(most, size - offset));
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file));
  }
  std::fclose(file);
  return bytes;
}

bool remove(const std::string& path) { return unlink(path.c_str()) == 0; }

bool save(const std::string& path, std::string_view content) {
  const std::string draft = path + ".new";
  return write(draft, "wb", frame(content)) && std::rename(draft.c_str(), path.c_str()) == 0;
}

std::optional<std::string> load(const std::string& path) {
  const std::string bytes = read(path, 0, kFrameHeader + kLargestContent);
  const Framed framed = unframe(bytes);
  if (framed.state != Framed::State::Whole) {
    return std::nullopt;
  }
  return std::string(framed.content);
}

}  // namespace iotflow::files
