package io.iotflow.tools.simulator;

import io.iotflow.platform.json.Json;
import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.api.Registration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Registers a fleet as an operator does; devices of an earlier run get a new key. */
final class FleetRegistration {

    private static final int CREATED = 201;
    private static final int CONFLICT = 409;
    private static final String GROUPS = "/api/v1/admin/groups";

    private final ApiClient api;
    private final String adminKey;
    private final Registration registration;

    FleetRegistration(ApiClient api, String adminKey) {
        this.api = api;
        this.adminKey = adminKey;
        this.registration = new Registration(api, adminKey, "Simulated by ./simulator");
    }

    /** All devices of a plan, in its order. */
    List<RegisteredDevice> register(FleetPlan plan) throws IOException, InterruptedException {
        List<Callable<RegisteredDevice>> calls = new ArrayList<>();
        for (int i = 0; i < plan.devices(); i++) {
            String id = plan.deviceId(i);
            String type = plan.profile(i).measurement;
            calls.add(() -> registration.registerAgain(id, type));
        }
        return Calls.all(calls);
    }

    /** Makes them members of a group, which is made when it is not there. */
    void join(String group, List<RegisteredDevice> devices) throws IOException, InterruptedException {
        ApiClient.Answer made = api.post(GROUPS, adminKey, Json.write(Map.of("group_id", group)));
        if (made.status() != CREATED && made.status() != CONFLICT) {
            throw new IOException("the group '" + group + "' cannot be made: " + made.detail());
        }
        List<Callable<Void>> calls = new ArrayList<>();
        for (RegisteredDevice device : devices) {
            calls.add(() -> require(api.put(GROUPS + "/" + group + "/devices/" + device.deviceId(), adminKey)));
        }
        Calls.all(calls);
    }

    /** Deletes them and their data. */
    void remove(List<RegisteredDevice> devices) throws IOException, InterruptedException {
        List<Callable<Void>> calls = new ArrayList<>();
        for (RegisteredDevice device : devices) {
            calls.add(() -> require(api.delete("/api/v1/admin/devices/" + device.deviceId(), adminKey)));
        }
        Calls.all(calls);
    }

    private static Void require(ApiClient.Answer answer) throws IOException {
        if (answer.status() >= 300) {
            throw new IOException(answer.detail());
        }
        return null;
    }
}
