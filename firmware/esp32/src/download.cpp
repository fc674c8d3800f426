#include "download.h"

#include <HTTPClient.h>
#include <Update.h>
#include <WiFiClientSecure.h>
#include <esp_task_wdt.h>
#include <mbedtls/md.h>

#include <algorithm>

#include "trust.h"

namespace {

constexpr int kTimeoutMillis = 15'000;
constexpr int kHandshakeSeconds = 30;
constexpr size_t kDigest = 32;

/** SHA-256, bit by bit. */
class Digest {
 public:
  Digest() {
    mbedtls_md_init(&context_);
    mbedtls_md_setup(&context_, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 0);
    mbedtls_md_starts(&context_);
  }
  ~Digest() { mbedtls_md_free(&context_); }

  void update(const uint8_t* bytes, size_t size) { mbedtls_md_update(&context_, bytes, size); }
  std::vector<uint8_t> finish() {
    std::vector<uint8_t> digest(kDigest);
    mbedtls_md_finish(&context_, digest.data());
    return digest;
  }

 private:
  mbedtls_md_context_t context_;
};

/** Copies the answer's body to the flash; empty, or what went wrong. */
std::string copy(WiFiClient& body, const iotflow::FirmwareUpdate& firmware) {
  static uint8_t bytes[1024];
  Digest digest;
  for (size_t left = firmware.size; left > 0;) {
    esp_task_wdt_reset();
    const size_t count = body.readBytes(bytes, std::min(left, sizeof bytes));
    if (count == 0) {
      return "the download ended early";
    }
    if (Update.write(bytes, count) != count) {
      return "the flash cannot be written";
    }
    digest.update(bytes, count);
    left -= count;
  }
  return digest.finish() == firmware.sha256 ? "" : "the image has another digest";
}

}  // namespace

std::string download(const iotflow::FirmwareUpdate& firmware) {
  WiFiClientSecure tls;
  tls.setCACert(trust::authority());
  tls.setHandshakeTimeout(kHandshakeSeconds);
  HTTPClient http;
  http.setConnectTimeout(kTimeoutMillis);
  http.setTimeout(kTimeoutMillis);
  if (!http.begin(tls, firmware.url.c_str()) || http.GET() != HTTP_CODE_OK) {
    return "the server does not have it";
  }
  if (http.getSize() != static_cast<int>(firmware.size)) {
    return "the image has another size";
  }
  if (!Update.begin(firmware.size)) {
    return "there is no room for it";
  }
  const std::string failure = copy(*http.getStreamPtr(), firmware);
  if (!failure.empty()) {
    Update.abort();
    return failure;
  }
  return Update.end() ? "" : "the image is no firmware";
}
