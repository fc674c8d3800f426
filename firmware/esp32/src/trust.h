#pragma once

#include <cstddef>

/** What this device believes, put into the firmware from the folder trust when it is built. */
namespace trust {

extern "C" const char kAuthorityStart[] asm("_binary_trust_ca_pem_start");
extern "C" const char kUpdateKeyStart[] asm("_binary_trust_update_key_pem_start");

/** The certificates of those who may sign a server's certificate, PEM. */
inline const char* authority() { return kAuthorityStart; }

/** The public key by which a firmware is known, PEM. */
inline const char* updateKey() { return kUpdateKeyStart; }

}  // namespace trust
