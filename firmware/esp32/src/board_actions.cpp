#include "board_actions.h"

#include <esp_system.h>

#include "download.h"
#include "signature.h"
#include "trust.h"

std::string BoardActions::install(const iotflow::FirmwareUpdate& firmware) {
  if (!isSigned(trust::updateKey(), firmware.sha256, firmware.signature)) {
    return "the signature is not right";
  }
  return download(firmware);
}

void BoardActions::restart() { esp_restart(); }
