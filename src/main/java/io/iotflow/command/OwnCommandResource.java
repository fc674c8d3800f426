package io.iotflow.command;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.json.RequestExample;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A device's own commands over HTTP, for devices without MQTT: a poll changes nothing, an answer closes a command. */
@Path("/devices/commands")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Commands")
public class OwnCommandResource {

    private final CommandStore store;
    private final CommandAnswers answers;
    private final DeviceRegistry devices;

    protected OwnCommandResource() { // CDI proxy
        this(null, null, null);
    }

    @Inject
    OwnCommandResource(CommandStore store, CommandAnswers answers, DeviceRegistry devices) {
        this.store = store;
        this.answers = answers;
        this.devices = devices;
    }

    @GET
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    @Operation(summary = "The commands of this device, oldest first: all that is neither answered nor over")
    @APIResponse(
            responseCode = "200",
            description = "One page; next_cursor continues after it",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.WAITING_COMMANDS)))
    public JsonObject list(
            @Context SecurityContext caller,
            @QueryParam("state")
                    @Parameter(
                            description =
                                    "Only queued, sent, acknowledged, succeeded, failed, expired or cancelled; what is neither answered nor over where absent")
                    String state,
            @QueryParam("limit") @Parameter(description = "1 to 500; 50 where absent") String limit,
            @QueryParam("cursor") @Parameter(description = "next_cursor of the page before") String cursor) {
        Device device = self(caller);
        int max = CommandPages.limit(limit);
        return CommandPages.answer(
                device.deviceId(),
                store.oldest(
                        device, CommandPages.states(state, CommandState.OPEN), CommandPages.cursor(cursor, 0), max),
                max);
    }

    @POST
    @Path("/{command_id}/response")
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    @Operation(
            summary = "Answer a command; the first answer counts",
            description = "status is a word of success (succeeded, success, ok, completed, done) or of failure"
                    + " (failed, error, rejected, unsupported); the whole body is kept as the answer.")
    @RequestExample(Examples.ANSWER)
    @APIResponse(
            responseCode = "200",
            description = "The command with its answer",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.COMMAND)))
    public JsonObject answer(@Context SecurityContext caller, @PathParam("command_id") String commandId, byte[] body) {
        JsonObject said = RequestBody.object(body);
        Device device = self(caller);
        CommandAnswers.Answer answer = CommandAnswers.Answer.of(device.id(), commandId, said, Instant.now())
                .orElseThrow(() -> CommandRequest.isId(commandId)
                        ? Problem.invalid("status", "must say how it went, such as \"succeeded\" or \"failed\"")
                        : unknown(commandId));
        answers.keep(answer);
        return CommandPages.answer(store.find(device, commandId).orElseThrow(() -> unknown(commandId)));
    }

    private Device self(SecurityContext caller) {
        return devices.find(caller.getUserPrincipal().getName())
                .orElseThrow(() -> Problem.unauthorized("This device was deleted."));
    }

    private static Problem unknown(String commandId) {
        return Problem.notFound("This device has no command '" + commandId + "'.");
    }
}
