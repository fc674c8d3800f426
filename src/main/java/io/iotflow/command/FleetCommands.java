package io.iotflow.command;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fleet's command: one row for each member that had it. */
@Dependent
class FleetCommands {

    private static final String ROWS = " FROM command WHERE group_id = ? AND command_id = ? ";

    private final Sql sql;

    @Inject
    FleetCommands(Sql sql) {
        this.sql = sql;
    }

    /** One of the rows. */
    Optional<StoredCommand> find(String groupId, String commandId) {
        return sql.first(
                "SELECT " + StoredCommand.COLUMNS + ROWS + "ORDER BY id LIMIT 1",
                StoredCommand::of,
                groupId,
                commandId);
    }

    /** How many members have it in each state; states without any are left out. */
    Map<CommandState, Integer> states(String groupId, String commandId) {
        return sql.read(
                "SELECT state, count(*)" + ROWS + "GROUP BY state",
                rows -> {
                    Map<CommandState, Integer> states = new EnumMap<>(CommandState.class);
                    while (rows.next()) {
                        states.put(CommandState.ofStored(rows.getString(1)), rows.getInt(2));
                    }
                    return states;
                },
                groupId,
                commandId);
    }

    /** How many members have it. */
    int size(String groupId, String commandId) {
        return states(groupId, commandId).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** The rows after one of them, oldest first. */
    List<StoredCommand> members(
            String groupId, String commandId, Collection<CommandState> states, long after, int max) {
        return sql.list(
                "SELECT " + StoredCommand.COLUMNS + ROWS + "AND state = ANY (?) AND id > ? ORDER BY id LIMIT ?",
                StoredCommand::of,
                groupId,
                commandId,
                CommandStore.stored(states),
                after,
                max);
    }
}
