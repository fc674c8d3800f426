#include "iotflow/commands.h"

#include <cstdlib>
#include <utility>

#include "iotflow/files.h"
#include "iotflow/json_members.h"

namespace iotflow {

namespace {

constexpr int64_t kSecond = 1000;
constexpr long kLongestInterval = 86400;

}  // namespace

Commands::Commands(const std::string& folder, std::string answerTopic, Notices& notices, Actions& actions,
               Schedule& sampling)
    : intervalPath_(folder + "/interval"),
      answerTopic_(std::move(answerTopic)),
      outcomes_(folder + "/outcomes"),
      notices_(notices),
      actions_(actions),
      sampling_(sampling) {}

void Commands::open(int64_t uptime) {
  outcomes_.open();
  const long seconds = std::strtol(files::load(intervalPath_).value_or("0").c_str(), nullptr, 10);
  if (seconds >= 1 && seconds <= kLongestInterval) {
    sampling_.change(seconds * kSecond, uptime);
  }
}

void Commands::received(std::string_view payload, int64_t uptime) {
  const std::optional<Command> command = parseCommand(payload);
  if (!command) {
    return;  // it names no id, so nobody could relate an answer to it
  }
  if (const Outcome* outcome = outcomes_.find(command->id)) {
    answer(outcome->id, outcome->succeeded ? "succeeded" : "failed", outcome->message);
  } else if (command->id == updateId_) {
    answer(command->id, "in_progress", "being installed");
  } else {
    carryOut(*command, uptime);
  }
}

void Commands::carryOut(const Command& command, int64_t uptime) {
  switch (command.kind) {
    case Command::Kind::Interval:
      changeInterval(command, uptime);
      break;
    case Command::Kind::Restart:
      restart_ = true;
      close(command.id, true, "restarts");
      break;
    case Command::Kind::Report:
      report_ = true;
      close(command.id, true, "reported");
      break;
    case Command::Kind::Update:
      if (updateId_.empty()) {
        updateId_ = command.id;
        update_ = command.firmware;
        answer(command.id, "in_progress", "being installed");
      } else {
        close(command.id, false, "another firmware is being installed");
      }
      break;
    case Command::Kind::Refused:
      answer(command.id, "failed", command.refusal);  // not kept: it says the same each time
      break;
  }
}

void Commands::changeInterval(const Command& command, int64_t uptime) {
  const std::string seconds = std::to_string(command.intervalSeconds);
  if (files::save(intervalPath_, seconds)) {
    sampling_.change(command.intervalSeconds * kSecond, uptime);
    close(command.id, true, "interval is " + seconds + " s");
  } else {
    close(command.id, false, "the interval cannot be kept");
  }
}

void Commands::work() {
  if (updateId_.empty() || !notices_.empty()) {
    return;
  }
  const std::string failure = actions_.install(update_);
  restart_ = restart_ || failure.empty();
  close(updateId_, failure.empty(), failure.empty() ? "installed, restarts" : failure);
  updateId_.clear();
}

bool Commands::takeReportWish() { return std::exchange(report_, false); }

void Commands::close(const std::string& id, bool succeeded, const std::string& message) {
  outcomes_.keep({id, succeeded, message});
  answer(id, succeeded ? "succeeded" : "failed", message);
}

void Commands::answer(const std::string& id, const char* status, const std::string& message) {
  notices_.answer(answerTopic_,
                  JsonMembers().text("command_id", id).text("status", status).text("message", message).object());
}

}  // namespace iotflow
