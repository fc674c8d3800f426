#pragma once

#include <string>

#include <iotflow/command.h>

/**
 * Loads a firmware over HTTPS into the slot that does not run, and has it run after the next start when its size and
 * digest are those that were ordered. Its signature must have been checked before.
 *
 * @return empty, or what went wrong; the firmware that runs is not touched
 */
std::string download(const iotflow::FirmwareUpdate& firmware);
