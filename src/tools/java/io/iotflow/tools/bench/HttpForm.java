package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;

/**
 * What one request is, to different servers.
 *
 * @param stored the status of the answer when it is done
 */
record HttpForm(int stored, Maker maker) {

    /** A reading to the application's own {@code /api/v1/devices/telemetry}. */
    static final HttpForm DEVICES = new HttpForm(
            201, (authority, device, plan) -> Payload.http(authority, device, plan.measurement(), plan.base()));

    interface Maker {
        Payload of(String authority, RegisteredDevice device, LoadPlan plan);
    }

    /** A reading as one line to a server that takes InfluxDB's write. */
    static HttpForm line(String token) {
        return new HttpForm(
                204,
                (authority, device, plan) -> Payload.line(authority, token, device, plan.measurement(), plan.base()));
    }

    /** Nothing is stored. */
    static HttpForm get(String path) {
        return new HttpForm(200, (authority, device, plan) -> Payload.get(authority, path));
    }

    Payload request(String authority, RegisteredDevice device, LoadPlan plan) {
        return maker.of(authority, device, plan);
    }
}
