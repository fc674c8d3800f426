package io.iotflow.command;

import io.iotflow.device.DeviceTopics;
import io.iotflow.platform.problem.Problem;
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
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** Commands to all devices of a group. */
@Path("/mqtt/fleet/{group_id}/command")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class FleetCommandResource {

    private final CommandService commands;
    private final FleetCommands fleets;
    private final Duration ttl;

    @Inject
    FleetCommandResource(CommandService commands, FleetCommands fleets, CommandSettings settings) {
        this.commands = commands;
        this.fleets = fleets;
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

    @GET
    @Path("/{command_id}")
    @RolesAllowed("viewer")
    public JsonObject state(
            @PathParam("group_id") String groupId,
            @PathParam("command_id") String commandId,
            @QueryParam("state") String state,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        int max = CommandPages.limit(limit);
        Collection<CommandState> states = CommandPages.states(state, CommandPages.all());
        long after = PageParameters.cursor(cursor, 0);
        StoredCommand command = (CommandRequest.isId(commandId)
                        ? fleets.find(groupId, commandId)
                        : Optional.<StoredCommand>empty())
                .orElseThrow(
                        () -> Problem.notFound("The fleet '" + groupId + "' was sent no command '" + commandId + "'."));
        return CommandPages.answer(
                FleetCommandState.describe(command, fleets.states(groupId, commandId)),
                fleets.members(groupId, commandId, states, after, max),
                max);
    }

    /** What a fleet command answers; members is how many devices have the command. */
    public record FleetAnswer(
            String status, String message, String groupId, String commandId, String topic, int qos, int members) {}
}
