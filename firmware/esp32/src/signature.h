#pragma once

#include <cstdint>
#include <vector>

/**
 * Whether this digest (SHA-256) was signed by the private half of this key.
 *
 * @param key a public key on P-256, PEM
 * @param signature ECDSA, DER, as `openssl dgst -sha256 -sign` writes it
 */
bool isSigned(const char* key, const std::vector<uint8_t>& sha256, const std::vector<uint8_t>& signature);
