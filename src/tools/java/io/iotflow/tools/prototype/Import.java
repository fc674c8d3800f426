package io.iotflow.tools.prototype;

import io.iotflow.tools.api.ApiClient.Answer;
import jakarta.json.JsonString;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One run: devices first, then their readings, then what has no place here. */
final class Import {

    private static final int PROGRESS_EVERY = 50_000;

    private final PrototypeDatabase database;
    private final Server server;
    private final ImportReport report;
    private final ImportState state;
    private final boolean dryRun;
    private final PrintStream out;
    private final Set<Long> refused = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> taken = new HashSet<>();
    private long next = PROGRESS_EVERY;

    Import(
            PrototypeDatabase database,
            Server server,
            ImportReport report,
            ImportState state,
            boolean dryRun,
            PrintStream out) {
        this.database = database;
        this.server = server;
        this.report = report;
        this.state = state;
        this.dryRun = dryRun;
        this.out = out;
    }

    void run() throws SQLException, InterruptedException {
        if (!database.has("devices")) {
            throw new ImportFailure("there is no table devices: this is not the prototype's database");
        }
        takeDevices();
        takeReadings();
        reportTheRest();
    }

    /** The ids of the devices that are here now, or would be. */
    Set<String> taken() {
        return taken;
    }

    private void takeDevices() throws SQLException, InterruptedException {
        List<FormerDevice> devices = database.devices();
        int taken = 0;
        int known = 0;
        for (FormerDevice device : devices) {
            FormerDevice.Request request = device.request(Instant.now());
            Answer answer = server.importDevice(request.json());
            Optional<String> refusal = answer.status() >= 400
                    ? Optional.of(answer.detail())
                    : secondOfItsName(request.json().getString("name", "").strip());
            if (refusal.isPresent()) {
                refused.add(device.id());
                report.leftOut("devices", device.id(), device.id(), refusal.get());
                continue;
            }
            boolean isNew = answer.status() == 201 || dryRun;
            this.taken.add(device.deviceId());
            taken += isNew ? 1 : 0;
            known += isNew ? 0 : 1;
            if (isNew) {
                Stream.concat(request.changes().stream(), changes(answer))
                        .forEach(it -> report.changed("devices", device.id(), device.id(), it));
            }
        }
        out.println("Devices: " + devices.size() + " there, " + taken + (dryRun ? " could be taken, " : " taken now, ")
                + known + " here already, " + refused.size() + " refused");
    }

    /** A dry run stores none, so the server cannot know the first one; its words are the same. */
    private Optional<String> secondOfItsName(String name) {
        return !dryRun || names.add(name)
                ? Optional.empty()
                : Optional.of("A device named '" + name + "' exists already; choose another name.");
    }

    private static Stream<String> changes(Answer answer) {
        return answer.json().getJsonArray("changes").getValuesAs(JsonString.class).stream()
                .map(JsonString::getString);
    }

    private void takeReadings() throws SQLException, InterruptedException {
        if (!database.has("telemetry_data")) {
            out.println(
                    "Readings: there is no table telemetry_data (later versions of the prototype kept them in IoTDB)");
            return;
        }
        Set<Long> nowWelcome = new HashSet<>(state.refused());
        nowWelcome.removeAll(refused);
        long after = state.after();
        if (!dryRun) {
            // Before any reading: a run that is stopped now must not forget those that it has passed over.
            state.refuse(
                    Stream.concat(state.refused().stream(), refused.stream()).toList());
        }
        Readings readings = new Readings(server, report, refused, dryRun ? row -> {} : state::done);
        database.readingsOf(nowWelcome, after, reading -> take(reading, readings));
        database.readingsBehind(after, reading -> take(reading, readings));
        readings.finish();
        if (!dryRun) {
            state.refuse(refused);
        }
        out.println("Readings: " + database.count("telemetry_data") + " there, " + readings.taken()
                + (dryRun ? " could be taken, " : " sent now and committed, ") + readings.incomplete()
                + " of them without some members, " + readings.leftOut() + " left out"
                + (after > 0 ? "; those up to row " + after + " were done before" : ""));
        if (after == 0) {
            database.merged()
                    .forEach(it -> report.changed(
                            "telemetry_data",
                            it.id(),
                            it.device(),
                            "rows " + it.ids()
                                    + " have one device, type and time: all are kept, and the series has the last one's"
                                    + " values"));
        }
    }

    private void take(FormerReading reading, Readings readings) throws InterruptedException {
        readings.add(reading);
        if (readings.taken() >= next) {
            out.println("  " + readings.taken() + " readings ...");
            next += PROGRESS_EVERY;
        }
    }

    private void reportTheRest() throws SQLException {
        rest("device_auth", "the prototype itself checks devices.api_key alone, so no device uses these");
        rest("device_configurations", "there is no such store here: send them as commands of the type config");
        rest("users", "there are no users here: give operators keys of their own (POST /api/v1/admin/keys)");
    }

    private void rest(String table, String reason) throws SQLException {
        long count = database.count(table);
        if (count > 0) {
            report.leftOut(table, "*", "", count + " rows: " + reason);
        }
    }
}
