#include "signature.h"

#include <mbedtls/pk.h>

#include <cstring>

bool isSigned(const char* key, const std::vector<uint8_t>& sha256, const std::vector<uint8_t>& signature) {
  mbedtls_pk_context pk;
  mbedtls_pk_init(&pk);
  const auto* pem = reinterpret_cast<const unsigned char*>(key);
  const bool isRight =
      mbedtls_pk_parse_public_key(&pk, pem, std::strlen(key) + 1) == 0 && mbedtls_pk_can_do(&pk, MBEDTLS_PK_ECDSA) &&
      mbedtls_pk_verify(&pk, MBEDTLS_MD_SHA256, sha256.data(), sha256.size(), signature.data(), signature.size()) == 0;
  mbedtls_pk_free(&pk);
  return isRight;
}
