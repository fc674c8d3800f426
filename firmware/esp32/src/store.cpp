#include "store.h"

#include <Preferences.h>

namespace {

constexpr char kPlace[] = "iotflow";

std::string text(Preferences& nvs, const char* name, const std::string& byDefault) {
  return nvs.getString(name, byDefault.c_str()).c_str();
}

}  // namespace

namespace store {

iotflow::Provisioning load() {
  Preferences nvs;
  iotflow::Provisioning it;
  if (!nvs.begin(kPlace, true)) {  // never provisioned
    return it;
  }
  it.wifiName = text(nvs, "wifi_name", "");
  it.wifiPassword = text(nvs, "wifi_password", "");
  it.host = text(nvs, "host", "");
  it.port = nvs.getUShort("port", it.port);
  it.deviceId = text(nvs, "device_id", "");
  it.deviceKey = text(nvs, "device_key", "");
  it.fleetId = text(nvs, "fleet", "");
  it.ntpServer = text(nvs, "ntp", it.ntpServer);
  nvs.end();
  return it;
}

void save(const iotflow::Provisioning& it) {
  Preferences nvs;
  nvs.begin(kPlace, false);
  nvs.putString("wifi_name", it.wifiName.c_str());
  nvs.putString("wifi_password", it.wifiPassword.c_str());
  nvs.putString("host", it.host.c_str());
  nvs.putUShort("port", it.port);
  nvs.putString("device_id", it.deviceId.c_str());
  nvs.putString("device_key", it.deviceKey.c_str());
  nvs.putString("fleet", it.fleetId.c_str());
  nvs.putString("ntp", it.ntpServer.c_str());
  nvs.end();
}

}  // namespace store
