package io.iotflow.tools.api;

import io.iotflow.platform.json.Json;
import io.iotflow.tools.api.ApiClient.Answer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Registers devices, as an operator does. */
public final class Registration {

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int CONFLICT = 409;
    private static final String PATH = "/api/v1/devices/register";

    private final ApiClient api;
    private final String adminKey;
    private final String description;

    /** @param description what is said of each device; by it {@link #registerAgain} knows its own */
    public Registration(ApiClient api, String adminKey, String description) {
        this.api = api;
        this.adminKey = adminKey;
        this.description = description;
    }

    /** Registers a new device; an {@link IOException} says why not. */
    public RegisteredDevice register(String deviceId, String type) throws IOException, InterruptedException {
        return created(deviceId, post(deviceId, type));
    }

    /**
     * Registers a device, or makes a new key for the one that an earlier run has left: keys are shown only once.
     *
     * @throws NotOurs when the id belongs to a device that was not registered so: its key is not ours to change
     */
    public RegisteredDevice registerAgain(String deviceId, String type) throws IOException, InterruptedException {
        Answer answer = post(deviceId, type);
        if (answer.status() != CONFLICT) {
            return created(deviceId, answer);
        }
        String path = "/api/v1/admin/devices/" + deviceId;
        Answer found = api.get(path, adminKey);
        if (found.status() != OK || !description.equals(descriptionOf(found))) {
            throw new NotOurs(deviceId + " is there already and was registered by somebody else.");
        }
        Answer rotated = api.post(path + "/keys/rotate", adminKey, "{\"overlap_seconds\":0}");
        if (rotated.status() != OK) {
            throw new IOException("no new key for " + deviceId + ": " + rotated.detail());
        }
        return new RegisteredDevice(deviceId, rotated.json().getString("api_key"));
    }

    private Answer post(String deviceId, String type) throws IOException, InterruptedException {
        Map<String, String> device = new LinkedHashMap<>();
        device.put("name", deviceId);
        device.put("device_id", deviceId);
        device.put("device_type", type);
        device.put("location", "hall 1");
        device.put("description", description);
        return api.post(PATH, adminKey, Json.write(device));
    }

    private static RegisteredDevice created(String deviceId, Answer answer) throws IOException {
        if (answer.status() != CREATED) {
            throw new IOException("registering " + deviceId + " failed: " + answer.detail());
        }
        return new RegisteredDevice(
                deviceId, answer.json().getJsonObject("device").getString("api_key"));
    }

    private static String descriptionOf(Answer answer) {
        return answer.json().containsKey("device")
                ? answer.json().getJsonObject("device").getString("description", "")
                : "";
    }
}
