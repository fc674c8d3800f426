package io.iotflow.timeseries;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import io.iotflow.quarantine.Quarantine;
import io.iotflow.quarantine.Quarantined;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Replayed;
import io.iotflow.quarantine.Replayer;
import io.iotflow.telemetry.store.OutboxRequeue;
import io.iotflow.telemetry.store.OutboxRequeue.Key;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives InfluxDB the points again that it refused: as the log has them now, by the usual way. What it refuses once more
 * comes into the quarantine as a new message.
 */
@Singleton
class PointReplayer implements Replayer {

    private final Sql sql;
    private final InfluxConnection influx;
    private final DeviceRegistry devices;
    private final OutboxRequeue outbox;
    private final Quarantine quarantine;
    private final WriterMetrics metrics;

    @Inject
    PointReplayer(
            Sql sql,
            InfluxConnection influx,
            DeviceRegistry devices,
            OutboxRequeue outbox,
            Quarantine quarantine,
            WriterMetrics metrics) {
        this.sql = sql;
        this.influx = influx;
        this.devices = devices;
        this.outbox = outbox;
        this.quarantine = quarantine;
        this.metrics = metrics;
    }

    @Override
    public String source() {
        return "influxdb";
    }

    @Override
    public List<Replayed> replay(List<Quarantined> messages) {
        return sql.inNewTransaction(() -> replayAll(messages));
    }

    private List<Replayed> replayAll(List<Quarantined> messages) {
        if (!influx.isConfigured()) {
            return messages.stream()
                    .map(it -> refused(it, "there is no InfluxDB that could take the point: INFLUXDB_URL is not set"))
                    .toList();
        }
        List<Replayed> results = new ArrayList<>();
        Map<Long, Key> wanted = new LinkedHashMap<>();
        for (Quarantined message : messages) {
            key(message)
                    .ifPresentOrElse(
                            key -> wanted.put(message.id(), key),
                            () -> results.add(refused(message, "names no reading of a registered device")));
        }
        Map<Key, List<Long>> rows = outbox.find(List.copyOf(wanted.values()));
        messages.stream()
                .filter(it -> wanted.containsKey(it.id()) && !rows.containsKey(wanted.get(it.id())))
                .forEach(it -> results.add(refused(it, "the log no longer has this reading: it was deleted")));
        wanted.values().retainAll(rows.keySet());
        results.addAll(requeue(wanted, rows));
        return results;
    }

    private List<Replayed> requeue(Map<Long, Key> wanted, Map<Key, List<Long>> rows) {
        Set<Long> released = quarantine.release(wanted.keySet());
        Map<Key, List<Long>> requeued = new LinkedHashMap<>();
        released.forEach(id -> requeued.put(wanted.get(id), rows.get(wanted.get(id))));
        outbox.add(requeued);
        metrics.added(requeued.values().stream().mapToInt(List::size).sum());
        return wanted.keySet().stream()
                .map(id -> released.contains(id) ? Replayed.accepted(id) : Replayed.notFound(id))
                .toList();
    }

    private Optional<Key> key(Quarantined message) {
        try {
            if (Json.read(message.payload()) instanceof JsonObject point
                    && point.get("measurement") instanceof JsonString measurement
                    && point.get("time") instanceof JsonString time
                    && message.deviceId() != null) {
                Instant instant = Instant.parse(time.getString());
                Optional<Device> device = devices.find(message.deviceId());
                return device.map(it -> new Key(it.rowId(), instant, measurement.getString()));
            }
        } catch (MalformedJson | DateTimeException e) {
            // names none, as the caller says
        }
        return Optional.empty();
    }

    private static Replayed refused(Quarantined message, String why) {
        return Replayed.refused(message.id(), Reason.REFUSED_BY_INFLUXDB, why);
    }
}
