#include "iotflow/outcomes.h"

#include <algorithm>
#include <utility>

#include "iotflow/files.h"

namespace iotflow {

namespace {

constexpr size_t kMost = 32;
constexpr size_t kLongestMessage = 48;  // so that 32 of them, with ids of 64, fit one frame

/** The text up to the next tab or line's end, which it takes with it. */
std::string_view next(std::string_view& rest) {
  const size_t end = rest.find_first_of("\t\n");
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

}  // namespace

void Outcomes::open() {
  const std::string kept = files::load(path_).value_or("");
  for (std::string_view rest = kept; !rest.empty();) {
    Outcome outcome;
    outcome.id = next(rest);
    outcome.succeeded = next(rest) == "1";
    outcome.message = next(rest);
    outcomes_.push_back(std::move(outcome));
  }
}

const Outcome* Outcomes::find(std::string_view id) const {
  for (const Outcome& outcome : outcomes_) {
    if (outcome.id == id) {
      return &outcome;
    }
  }
  return nullptr;
}

void Outcomes::keep(Outcome outcome) {
  outcome.message.resize(std::min(outcome.message.size(), kLongestMessage));
  outcomes_.push_back(std::move(outcome));
  if (outcomes_.size() > kMost) {
    outcomes_.pop_front();
  }
  std::string lines;
  for (const Outcome& one : outcomes_) {
    lines += one.id + "\t" + (one.succeeded ? "1" : "0") + "\t" + one.message + "\n";
  }
  files::save(path_, lines);
}

}  // namespace iotflow
