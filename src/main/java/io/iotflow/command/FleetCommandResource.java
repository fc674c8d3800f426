package io.iotflow.command;

import io.iotflow.device.DeviceTopics;
import io.iotflow.platform.json.RequestExample;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Commands to all devices of a group. */
@Path("/mqtt/fleet/{group_id}/command")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Commands")
public class FleetCommandResource {

    private final CommandService commands;
    private final Duration ttl;

    protected FleetCommandResource() { // CDI proxy
        this.commands = null;
        this.ttl = null;
    }

    @Inject
    FleetCommandResource(CommandService commands, CommandSettings settings) {
        this.commands = commands;
        this.ttl = settings.ttl;
    }

    @POST
    @RolesAllowed("admin")
    @Operation(
            summary = "Send a command to every active device of a group: one command for each, published once",
            description = "A device that is offline gets it on its own topic when it comes back.")
    @RequestExample(Examples.FLEET_ORDER)
    @APIResponse(
            responseCode = "200",
            description = "The commands are stored",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.FLEET_SENT)))
    @APIResponse(responseCode = "409", ref = "Problem409")
    public FleetAnswer send(@Context SecurityContext caller, @PathParam("group_id") String groupId, byte[] body) {
        CommandRequest request = CommandRequest.forFleet(body, groupId, ttl);
        int members = commands.sendToFleet(request, caller.getUserPrincipal().getName());
        return new FleetAnswer(
                "success",
                members == 0 ? "The group has no active device; nothing was sent" : "Fleet command sent successfully",
                groupId,
                request.commandId(),
                DeviceTopics.fleetCommands(groupId),
                request.qos(),
                members);
    }

    /** What a fleet command answers; members is how many devices have the command. */
    public record FleetAnswer(
            String status, String message, String groupId, String commandId, String topic, int qos, int members) {}
}
