package io.iotflow.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What became of the lines of a CSV of devices. */
final class BulkReport {

    private static final int MOST_SHOWN = 1_000;

    private final List<BulkRegistrationResource.NewKey> devices = new ArrayList<>();
    private final List<BulkRegistrationResource.Wrong> wrong = new ArrayList<>();
    private final Set<Long> told = new HashSet<>(); // lines that were tried
    private int rows;
    private int registered;
    private int refused;

    void row() {
        rows++;
    }

    int rows() {
        return rows;
    }

    /** A line would be registered. */
    void registered(DeviceLine line) {
        registered++;
    }

    void registered(DeviceLine line, DeviceRegistry.Registered device) {
        registered++;
        told.add(line.number());
        DeviceRecord record = device.device();
        devices.add(new BulkRegistrationResource.NewKey(
                line.number(), record.rowId, record.deviceId, record.name, device.key()));
    }

    /** Whether there are keys, which nobody must lose. */
    boolean hasKeys() {
        return !devices.isEmpty();
    }

    /** Of these lines those are refused for this of which nothing was said so far. */
    void refuseRest(List<DeviceLine> lines, String column, String message) {
        lines.stream().filter(it -> !told.contains(it.number())).forEach(it -> refused(it.number(), column, message));
    }

    /** A line is refused for this. */
    void refused(long line, String column, String message) {
        told.add(line);
        wrong(line, column, message);
        refused();
    }

    /** A line is refused for what is said of it by {@link #wrong}. */
    void refused() {
        refused++;
    }

    void wrong(long line, String column, String message) {
        if (wrong.size() < MOST_SHOWN) {
            wrong.add(new BulkRegistrationResource.Wrong(line, column, message));
        }
    }

    BulkRegistrationResource.Answer answer(boolean check) {
        wrong.sort(Comparator.comparingLong(BulkRegistrationResource.Wrong::line));
        devices.sort(Comparator.comparingLong(BulkRegistrationResource.NewKey::line));
        return new BulkRegistrationResource.Answer(
                "success", check, rows, registered, refused, List.copyOf(devices), List.copyOf(wrong));
    }
}
