#pragma once

#include <iotflow/provisioning.h>

/** The provisioning in the board's NVS, which a new firmware does not touch. */
namespace store {

iotflow::Provisioning load();
void save(const iotflow::Provisioning& provisioning);

}  // namespace store
