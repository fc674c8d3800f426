package io.iotflow.device;

import io.iotflow.platform.problem.Problem;

/** 409: what a device is to have is another's. */
final class Taken {

    private Taken() {}

    static Problem name(String name) {
        return Problem.conflict("A device named '" + name + "' exists already; choose another name.");
    }

    static Problem deviceId(String deviceId) {
        return Problem.conflict("A device with device_id '" + deviceId + "' exists already; choose another device_id.");
    }

    static Problem key() {
        return Problem.conflict("Another device already has this key.");
    }
}
