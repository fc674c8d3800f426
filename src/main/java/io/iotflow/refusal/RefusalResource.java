package io.iotflow.refusal;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;

/** What a device was refused lately, for its operator and for itself. */
@Path("/devices/{device_id}/refusals")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class RefusalResource {

    private final RefusalWriter writer;
    private final RefusalStore store;
    private final DeviceRegistry devices;

    @Inject
    RefusalResource(RefusalWriter writer, RefusalStore store, DeviceRegistry devices) {
        this.writer = writer;
        this.store = store;
        this.devices = devices;
    }

    @GET
    @RolesAllowed({"device", "viewer"})
    @RateLimited(LimitType.QUERIES)
    public Answer list(@Context SecurityContext caller, @PathParam("device_id") String deviceId) {
        DeviceAccess.requireRead(caller, deviceId);
        Device device = devices.get(deviceId);
        writer.write();
        List<Line> lines = store.newest(device.rowId()).stream().map(Line::of).toList();
        return new Answer("success", deviceId, lines, lines.size());
    }

    /** A device's refusals, newest first. */
    public record Answer(String status, String deviceId, List<Line> refusals, int count) {}

    /** One refusal; the same one again changes {@code lastAt}, {@code times} and {@code messages}. */
    public record Line(
            Instant lastAt,
            Instant firstAt,
            long times,
            long messages,
            String over,
            String reason,
            String detail,
            String request,
            String address) {

        static Line of(Refusal it) {
            Refusal.Same same = it.same();
            return new Line(
                    it.lastAt(),
                    it.firstAt(),
                    it.times(),
                    it.messages(),
                    same.over(),
                    same.reason(),
                    same.detail(),
                    same.request(),
                    same.address().isEmpty() ? null : same.address());
        }
    }
}
