package io.iotflow.command;

import io.iotflow.device.DeviceTopics;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;

/** Commands to all devices of a group. */
@Path("/mqtt/fleet/{group_id}/command")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class FleetCommandResource {

    private final CommandService commands;
    private final Duration ttl;

    @Inject
    FleetCommandResource(CommandService commands, CommandSettings settings) {
        this.commands = commands;
        this.ttl = settings.ttl;
    }

    @POST
    @RolesAllowed("admin")
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
