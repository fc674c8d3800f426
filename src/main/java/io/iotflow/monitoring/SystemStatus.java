package io.iotflow.monitoring;

import io.iotflow.device.DeviceStatistics;
import io.iotflow.platform.database.DatabaseException;
import io.iotflow.platform.json.Json;
import io.iotflow.presence.Presence;
import io.iotflow.telemetry.store.TelemetryCounts;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** How the parts are, in detail: the members of the Python prototype's {@code /status}, and {@code parts} beside them. */
@Dependent
class SystemStatus {

    private final Instance<HealthCheck> parts;
    private final DeviceStatistics devices;
    private final Presence presence;
    private final TelemetryCounts telemetry;

    @Inject
    SystemStatus(
            @Any @Readiness Instance<HealthCheck> parts,
            DeviceStatistics devices,
            Presence presence,
            TelemetryCounts telemetry) {
        this.parts = parts;
        this.devices = devices;
        this.presence = presence;
        this.telemetry = telemetry;
    }

    /** One part, how long it took to ask it, and whether it is well. */
    record Part(HealthCheckResponse answer, Duration took) {

        boolean isHealthy() {
            return answer.getStatus() == HealthCheckResponse.Status.UP;
        }

        /** The prototype knew PostgreSQL as the database. */
        String name() {
            return answer.getName().equals("postgresql") ? "database" : answer.getName();
        }

        static Part ask(HealthCheck check) {
            long start = System.nanoTime();
            HealthCheckResponse answer = check.call();
            return new Part(answer, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Asks every part that is needed to take readings. */
    List<Part> parts() {
        return parts.stream().map(Part::ask).toList();
    }

    /** What is known in detail. */
    JsonObjectBuilder describe(List<Part> asked) {
        List<Part> failed = asked.stream().filter(it -> !it.isHealthy()).toList();
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("status", failed.isEmpty() ? "healthy" : failed.size() == 1 ? "degraded" : "unhealthy")
                .add("timestamp", Instant.now().toString())
                .add("checks", checks(asked))
                .add(
                        "metrics",
                        Json.createObjectBuilder()
                                .add("system", MachineMetrics.now())
                                .add("application", MachineMetrics.application())
                                .add("devices", devices()))
                .add("parts", describeParts(asked));
        if (!failed.isEmpty()) {
            json.add(
                    "failed_checks",
                    Json.createArrayBuilder(failed.stream().map(Part::name).toList()));
        }
        return json;
    }

    private static JsonObjectBuilder checks(List<Part> asked) {
        JsonObjectBuilder checks = Json.createObjectBuilder();
        asked.forEach(it -> checks.add(
                it.name(),
                Json.createObjectBuilder()
                        .add("healthy", it.isHealthy())
                        .add("response_time_ms", it.took().toNanos() / 10_000 / 100.0)
                        .add("status", it.isHealthy() ? "connected" : "disconnected")));
        return checks.add(
                "redis",
                Json.createObjectBuilder()
                        .add("healthy", true)
                        .add("status", "not_needed")
                        .add("message", "IoTFlow works without Redis"));
    }

    private JsonObjectBuilder devices() {
        try {
            DeviceStatistics.Counts counts = devices.now();
            long online = presence.online();
            Instant now = Instant.now();
            return Json.createObjectBuilder()
                    .add("total_devices", counts.total())
                    .add("active_devices", counts.active())
                    .add("online_devices", online)
                    .add("offline_devices", Math.max(0, counts.active() - online))
                    .add("telemetry_last_hour", telemetry.since(now.minus(Duration.ofHours(1))))
                    .add("telemetry_last_day", telemetry.since(now.minus(Duration.ofDays(1))));
        } catch (DatabaseException | PersistenceException e) { // the check says that it is away
            return Json.createObjectBuilder().add("error", "PostgreSQL does not answer");
        }
    }

    private static JsonArrayBuilder describeParts(List<Part> asked) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        for (Part part : asked) {
            JsonObjectBuilder data = Json.createObjectBuilder();
            part.answer()
                    .getData()
                    .ifPresent(given -> given.forEach((name, value) -> data.add(name, String.valueOf(value))));
            all.add(Json.createObjectBuilder()
                    .add("name", part.answer().getName())
                    .add("status", part.isHealthy() ? "healthy" : "unhealthy")
                    .add("data", data));
        }
        return all;
    }
}
