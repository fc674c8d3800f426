#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "iotflow/actions.h"
#include "iotflow/notices.h"
#include "iotflow/outcomes.h"
#include "iotflow/schedule.h"

namespace iotflow {

/**
 * Does what commands say, each once, and answers each delivery of it. The outcome is kept before it is answered; a
 * restart is kept before it is done, so that it is not done again when the command comes again. An update that a power
 * cut ended is begun again, which is harmless: half an image never runs.
 */
class Commands {
 public:
  /** @param folder where the interval and the outcomes are kept */
  Commands(const std::string& folder, std::string answerTopic, Notices& notices, Actions& actions, Schedule& sampling);

  /** Reads what an earlier run kept. */
  void open(int64_t uptime);
  /** A message came on a topic of commands. */
  void received(std::string_view payload, int64_t uptime);
  /** Does what takes long, when a command says so and its first answer is out. */
  void work();

  /** Whether somebody wants to hear how this device is; asking forgets it. */
  bool takeReportWish();
  /** Whether to start again, once the answers are out. */
  bool wantsRestart() const { return restart_; }

 private:
  void carryOut(const Command& command, int64_t uptime);
  void changeInterval(const Command& command, int64_t uptime);
  void close(const std::string& id, bool succeeded, const std::string& message);
  void answer(const std::string& id, const char* status, const std::string& message);

  std::string intervalPath_;
  std::string answerTopic_;
  Outcomes outcomes_;
  Notices& notices_;
  Actions& actions_;
  Schedule& sampling_;
  std::string updateId_;
  FirmwareUpdate update_;
  bool report_ = false;
  bool restart_ = false;
};

}  // namespace iotflow
