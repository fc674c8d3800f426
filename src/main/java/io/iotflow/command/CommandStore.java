package io.iotflow.command;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceTopics;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rows of commands as clients make and read them. */
@Dependent
class CommandStore {

    /** A member that is not named among the reachable ones is not claimed, so the sweep may take it. */
    private static final String INSERT = """
            INSERT INTO command (command_id, device, device_id, group_id, command_type, topic, payload, qos, state,
                                 created_at, created_by, expires_at, claimed_until)
            SELECT ?, device.id, device.device_id, ?, ?, member.topic, ?, ?, 'queued', ?, ?, ?,
                   CASE WHEN device.id = ANY (?) THEN now() + ? * interval '1 second' END
            FROM unnest(?::bigint[], ?::text[]) AS member (device, topic) JOIN device ON device.id = member.device
            ORDER BY device.id
            ON CONFLICT ON CONSTRAINT command_identity DO NOTHING
            RETURNING id, claimed_until IS NOT NULL""";

    private static final String CANCEL = """
            UPDATE command SET state = 'cancelled', closed_at = now()
            WHERE device = ? AND command_id = ? AND state = ANY (?)""";

    private static final String OF_DEVICE =
            "SELECT " + StoredCommand.COLUMNS + " FROM command WHERE device = ? AND state = ANY (?) AND ";

    private final Sql sql;
    private final FleetCommands fleets;
    private final AuditLog audit;

    @Inject
    CommandStore(Sql sql, FleetCommands fleets, AuditLog audit) {
        this.sql = sql;
        this.fleets = fleets;
        this.audit = audit;
    }

    /** New rows: how many, and which of them were claimed. */
    record Added(int rows, long[] claimed) {}

    private record NewRow(long id, boolean isClaimed) {}

    /** Stores a command for a device; false when it has one with this id. */
    boolean add(CommandRequest request, String by, Device device) {
        return sql.inTransaction(
                () -> insert(request, by, List.of(device), Set.of()).rows() > 0);
    }

    /**
     * Stores a command for a fleet; 409 when a member has another one with this id.
     *
     * @param claimed members whose rows the caller publishes at once, and nobody else does for the time of a claim
     */
    Added addToFleet(CommandRequest request, String by, List<Device> members, Set<Long> claimed) {
        return sql.inTransaction(() -> {
            Added added = insert(request, by, members, claimed);
            if (added.rows() < members.size()) {
                requireSame(request, members); // an exception takes the new rows back
            }
            return added;
        });
    }

    private Added insert(CommandRequest request, String by, List<Device> devices, Set<Long> claimed) {
        List<NewRow> rows = sql.list(
                INSERT,
                row -> new NewRow(row.getLong(1), row.getBoolean(2)),
                request.commandId(),
                request.groupId(),
                request.type().wire(),
                request.payload(),
                request.qos(),
                request.createdAt(),
                by,
                request.expiresAt(),
                claimed.stream().mapToLong(Long::longValue).toArray(),
                CommandQueue.CLAIM_SECONDS,
                devices.stream().mapToLong(Device::rowId).toArray(),
                devices.stream()
                        .map(it -> new DeviceTopics(it.deviceId(), List.of())
                                .commands(request.type().wire()))
                        .toArray(String[]::new));
        if (!rows.isEmpty()) {
            String target = request.groupId() == null ? devices.get(0).deviceId() : request.groupId();
            audit.record("command.send", target, describe(request, rows.size()));
        }
        return new Added(
                rows.size(),
                rows.stream().filter(NewRow::isClaimed).mapToLong(NewRow::id).toArray());
    }

    /** A member may have had this id before, but only for the same command to the same fleet. */
    private void requireSame(CommandRequest request, List<Device> devices) {
        boolean elsewhere = !sql.list(
                        "SELECT 1 FROM command WHERE command_id = ? AND device = ANY (?)"
                                + " AND group_id IS DISTINCT FROM ? LIMIT 1",
                        row -> row.getInt(1),
                        request.commandId(),
                        devices.stream().mapToLong(Device::rowId).toArray(),
                        request.groupId())
                .isEmpty();
        boolean same = fleets.find(request.groupId(), request.commandId())
                .filter(request::isSameAs)
                .isPresent();
        if (elsewhere || !same) {
            throw otherContent(request.commandId());
        }
    }

    static Problem otherContent(String commandId) {
        return Problem.conflict("There is another command with command_id '" + commandId
                + "'; use a new command_id, or repeat that command unchanged.");
    }

    Optional<StoredCommand> find(Device device, String commandId) {
        return sql
                .list(
                        "SELECT " + StoredCommand.COLUMNS + " FROM command WHERE device = ? AND command_id = ?",
                        StoredCommand::of,
                        device.rowId(),
                        commandId)
                .stream()
                .findFirst();
    }

    /** The newest commands of a device before a row. */
    List<StoredCommand> newest(Device device, Collection<CommandState> states, long before, int max) {
        return sql.list(
                OF_DEVICE + "id < ? ORDER BY id DESC LIMIT ?",
                StoredCommand::of,
                device.rowId(),
                stored(states),
                before,
                max);
    }

    /** The oldest commands of a device after a row, without those whose time is over. */
    List<StoredCommand> oldest(Device device, Collection<CommandState> states, long after, int max) {
        return sql.list(
                OF_DEVICE + "id > ? AND (closed_at IS NOT NULL OR expires_at > now()) ORDER BY id LIMIT ?",
                StoredCommand::of,
                device.rowId(),
                stored(states),
                after,
                max);
    }

    /** Cancels a command that waits for something; whether it did. */
    boolean cancel(Device device, String commandId) {
        return sql.inTransaction(() -> {
            int cancelled = sql.update(CANCEL, device.rowId(), commandId, CommandState.CANCELLED.predecessors());
            if (cancelled > 0) {
                audit.record(
                        "command.cancel",
                        device.deviceId(),
                        Json.createObjectBuilder().add("command_id", commandId).build());
            }
            return cancelled > 0;
        });
    }

    private static JsonObject describe(CommandRequest request, int devices) {
        return Json.createObjectBuilder()
                .add("command_id", request.commandId())
                .add("command_type", request.type().wire())
                .add("qos", request.qos())
                .add("devices", devices)
                .add(
                        "expires_in",
                        Duration.between(request.createdAt(), request.expiresAt())
                                .toSeconds())
                .build();
    }

    static String[] stored(Collection<CommandState> states) {
        return states.stream().map(CommandState::stored).toArray(String[]::new);
    }
}
