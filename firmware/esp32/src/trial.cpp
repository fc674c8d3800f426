#include "trial.h"

#include <esp_ota_ops.h>

namespace {

constexpr int64_t kPatienceMillis = 600'000;

}  // namespace

/** Keeps the Arduino core from declaring every firmware good that starts at all. */
extern "C" bool verifyRollbackLater() { return true; }

Trial::Trial() {
  esp_ota_img_states_t state = ESP_OTA_IMG_UNDEFINED;
  isOn_ = esp_ota_get_state_partition(esp_ota_get_running_partition(), &state) == ESP_OK &&
          state == ESP_OTA_IMG_PENDING_VERIFY;
}

void Trial::poll(int64_t uptime, bool hasProvenItself) {
  if (isOn_ && hasProvenItself) {
    isOn_ = false;
    esp_ota_mark_app_valid_cancel_rollback();
  } else if (isOn_ && uptime > kPatienceMillis) {
    esp_ota_mark_app_invalid_rollback_and_reboot();
  }
}
