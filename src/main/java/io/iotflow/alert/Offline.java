package io.iotflow.alert;

import io.iotflow.alert.Finding.Outcome;
import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.StatusReported;
import jakarta.json.JsonString;

/** A device, or the broker in its name, said that it goes; or nothing at all comes from it any more. */
record Offline() implements Condition {

    @Override
    public Finding judge(Reading reading, Memory memory, boolean isMet) {
        return saysOffline(reading)
                ? new Finding(Outcome.MET, Json.createValue(StatusReported.OFFLINE), "")
                : new Finding(Outcome.WAITING, null, "");
    }

    private static boolean saysOffline(Reading reading) {
        return reading.measurement().equals(StatusReported.MEASUREMENT)
                && reading.value("status") instanceof JsonString status
                && status.getString().equals(StatusReported.OFFLINE);
    }

    @Override
    public boolean isOfArrival() {
        return true;
    }

    @Override
    public boolean isOfEveryMeasurement() {
        return true;
    }

    @Override
    public boolean isOfSilence() {
        return true;
    }
}
