package io.iotflow.command;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import io.iotflow.platform.web.PageParameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.util.Optional;

/** Commands to one device. */
@Path("/mqtt/device/{device_id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class CommandResource {

    private final CommandService commands;
    private final CommandStore store;
    private final DeviceRegistry devices;
    private final Duration ttl;

    @Inject
    CommandResource(CommandService commands, CommandStore store, DeviceRegistry devices, CommandSettings settings) {
        this.commands = commands;
        this.store = store;
        this.devices = devices;
        this.ttl = settings.ttl;
    }

    @POST
    @Path("/command")
    @RolesAllowed("admin")
    public SentAnswer send(@Context SecurityContext caller, @PathParam("device_id") String deviceId, byte[] body) {
        Device device = devices.get(deviceId);
        CommandRequest request = CommandRequest.forDevice(body, ttl);
        return SentAnswer.of(
                commands.send(device, request, caller.getUserPrincipal().getName()));
    }

    @GET
    @Path("/commands")
    @RolesAllowed({"device", "viewer"})
    @RateLimited(LimitType.QUERIES)
    public JsonObject list(
            @Context SecurityContext caller,
            @PathParam("device_id") String deviceId,
            @QueryParam("state") String state,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        DeviceAccess.requireRead(caller, deviceId);
        int max = CommandPages.limit(limit);
        return CommandPages.answer(
                deviceId,
                store.newest(
                        devices.get(deviceId),
                        CommandPages.states(state, CommandPages.all()),
                        PageParameters.cursor(cursor, Long.MAX_VALUE),
                        max),
                max);
    }

    @GET
    @Path("/command/{command_id}")
    @RolesAllowed({"device", "viewer"})
    @RateLimited(LimitType.QUERIES)
    public JsonObject one(
            @Context SecurityContext caller,
            @PathParam("device_id") String deviceId,
            @PathParam("command_id") String commandId) {
        DeviceAccess.requireRead(caller, deviceId);
        return CommandPages.answer(existing(devices.get(deviceId), commandId));
    }

    @DELETE
    @Path("/command/{command_id}")
    @RolesAllowed("admin")
    public JsonObject cancel(@PathParam("device_id") String deviceId, @PathParam("command_id") String commandId) {
        Device device = devices.get(deviceId);
        boolean cancelled = store.cancel(device, commandId);
        StoredCommand command = existing(device, commandId);
        if (!cancelled && command.state() != CommandState.CANCELLED) {
            throw Problem.conflict("Command '" + commandId + "' is "
                    + command.state().shown() + "; only one that waits can be cancelled.");
        }
        return CommandPages.answer(command);
    }

    private StoredCommand existing(Device device, String commandId) {
        return (CommandRequest.isId(commandId) ? store.find(device, commandId) : Optional.<StoredCommand>empty())
                .orElseThrow(() ->
                        Problem.notFound("Device '" + device.deviceId() + "' has no command '" + commandId + "'."));
    }

    /** What a command answers. */
    public record SentAnswer(
            String status,
            String message,
            String deviceId,
            String commandId,
            String commandType,
            String topic,
            int qos,
            String state,
            String result) {

        static SentAnswer of(StoredCommand it) {
            return new SentAnswer(
                    "success",
                    messageOf(it.state()),
                    it.deviceId(),
                    it.commandId(),
                    it.type(),
                    it.topic(),
                    it.qos(),
                    it.state().shown(),
                    it.state().result());
        }

        private static String messageOf(CommandState state) {
            return switch (state) {
                case QUEUED -> "Command queued; it is delivered when the device is there";
                case SENT -> "Command sent successfully";
                default -> "Command is " + state.shown();
            };
        }
    }
}
