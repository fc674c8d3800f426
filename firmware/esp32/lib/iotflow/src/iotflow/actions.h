#pragma once

#include <string>

#include "iotflow/command.h"

namespace iotflow {

/** What a command makes the hardware do. */
class Actions {
 public:
  virtual ~Actions() = default;

  /**
   * Checks, loads and installs a firmware, which runs after the next start. It may take minutes.
   *
   * @return empty when it is installed, else why not
   */
  virtual std::string install(const FirmwareUpdate& firmware) = 0;
  /** Starts again. */
  virtual void restart() = 0;
};

}  // namespace iotflow
