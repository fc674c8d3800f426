package io.iotflow.command;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import io.iotflow.platform.web.PageParameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;

/** A device's own commands over HTTP, for devices without MQTT: a poll changes nothing, an answer closes a command. */
@Path("/devices/commands")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class OwnCommandResource {

    private final CommandStore store;
    private final CommandAnswers answers;
    private final DeviceRegistry devices;

    @Inject
    OwnCommandResource(CommandStore store, CommandAnswers answers, DeviceRegistry devices) {
        this.store = store;
        this.answers = answers;
        this.devices = devices;
    }

    @GET
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    public JsonObject list(
            @Context SecurityContext caller,
            @QueryParam("state") String state,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        Device device = DeviceAccess.device(caller, devices);
        int max = CommandPages.limit(limit);
        return CommandPages.answer(
                device.deviceId(),
                store.oldest(
                        device, CommandPages.states(state, CommandState.OPEN), PageParameters.cursor(cursor, 0), max),
                max);
    }

    @POST
    @Path("/{command_id}/response")
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    public JsonObject answer(@Context SecurityContext caller, @PathParam("command_id") String commandId, byte[] body) {
        JsonObject said = RequestBody.object(body);
        Device device = DeviceAccess.device(caller, devices);
        CommandAnswers.Answer answer = CommandAnswers.Answer.of(device.rowId(), commandId, said, Instant.now())
                .orElseThrow(() -> CommandRequest.isId(commandId)
                        ? Problem.invalid(
                                "status",
                                "must say how it stands, such as \"succeeded\", \"failed\" or \"in_progress\"")
                        : unknown(commandId));
        answers.keep(answer);
        return CommandPages.answer(store.find(device, commandId).orElseThrow(() -> unknown(commandId)));
    }

    private static Problem unknown(String commandId) {
        return Problem.notFound("This device has no command '" + commandId + "'.");
    }
}
