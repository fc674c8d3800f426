package io.iotflow.command;

import io.iotflow.command.AwaitedDevices.Awaited;
import io.iotflow.command.CommandQueue.Missed;
import io.iotflow.command.CommandQueue.Waiting;
import io.iotflow.platform.database.Columns;
import io.iotflow.presence.Presence;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Who may be there to be sent something: whoever did not say that it is offline. A retained command is sent to everybody
 * once, because the broker keeps it.
 */
final class Reachability {

    private final Presence presence;
    private final boolean retained;

    Reachability(Presence presence, boolean retained) {
        this.presence = presence;
        this.retained = retained;
    }

    /** Whether a new command may be sent to a device. */
    boolean ofNew(long deviceRowId) {
        return retained || !presence.of(deviceRowId).saidOffline();
    }

    /** The rows of commands that may be sent. */
    long[] of(List<Waiting> commands) {
        Map<Long, Presence.State> states = presence.ofAll(
                commands.stream().map(Waiting::deviceRowId).distinct().toList());
        return Columns.longs(
                commands.stream()
                        .filter(it -> retained && it.isFirst()
                                || !states.get(it.deviceRowId()).saidOffline())
                        .toList(),
                Waiting::id);
    }

    /** What devices missed that were heard of and did not go again; one that is subscribed is there, whatever it said. */
    List<Missed> of(Collection<Awaited> devices) {
        List<Missed> missed = devices.stream().map(Awaited::missed).toList();
        Map<Long, Presence.State> states =
                presence.ofAll(missed.stream().map(Missed::deviceRowId).toList());
        return devices.stream()
                .filter(it -> it.isListening()
                        || !states.get(it.missed().deviceRowId()).saidOffline())
                .map(Awaited::missed)
                .toList();
    }
}
