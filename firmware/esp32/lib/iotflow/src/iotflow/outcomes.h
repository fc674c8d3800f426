#pragma once

#include <deque>
#include <string>
#include <string_view>

namespace iotflow {

/** What became of a command. */
struct Outcome {
  std::string id;
  bool succeeded = false;
  std::string message;
};

/**
 * The outcomes of the last 32 commands, kept over restarts: commands come at least once, so one that comes again is
 * answered again and not done again.
 */
class Outcomes {
 public:
  explicit Outcomes(std::string path) : path_(std::move(path)) {}

  /** Reads what an earlier run kept. */
  void open();
  /** What became of this command, or null. */
  const Outcome* find(std::string_view id) const;
  /** Keeps one; it is on the flash when this returns, where the flash can be written. */
  void keep(Outcome outcome);

 private:
  std::string path_;
  std::deque<Outcome> outcomes_;
};

}  // namespace iotflow
