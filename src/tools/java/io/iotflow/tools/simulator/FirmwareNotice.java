package io.iotflow.tools.simulator;

import io.iotflow.platform.json.Json;
import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import java.util.Map;

/** Tells the registry which firmware a device runs, with the device's own key over HTTP. */
final class FirmwareNotice {

    private static final String PATH = "/api/v1/devices/config";
    private static final int OK = 200;

    private final ApiClient api;
    private final RegisteredDevice device;
    private volatile String told = "";

    FirmwareNotice(ApiClient api, RegisteredDevice device) {
        this.api = api;
        this.device = device;
    }

    /** Tells it once; what the server did not take is told again at the next call. Returns at once. */
    void tell(String version) {
        if (!version.equals(told)) {
            api.putLater(PATH, device.key(), Json.write(Map.of("firmware_version", version)))
                    .thenAccept(answer -> told = answer.status() == OK ? version : told);
        }
    }
}
