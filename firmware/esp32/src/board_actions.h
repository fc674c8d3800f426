#pragma once

#include <iotflow/actions.h>

/** What this board does for commands. */
class BoardActions : public iotflow::Actions {
 public:
  std::string install(const iotflow::FirmwareUpdate& firmware) override;
  void restart() override;
};
