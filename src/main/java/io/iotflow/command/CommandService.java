package io.iotflow.command;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceTopics;
import io.iotflow.device.Fleets;
import io.iotflow.platform.problem.Problem;
import io.iotflow.presence.Presence;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Takes commands: stores them, has them delivered, and waits a moment for the broker, so that the answer can say so. */
@Singleton
class CommandService {

    private static final Logger LOG = Logger.getLogger(CommandService.class.getName());
    private static final long WAIT_MILLIS = 1_000;

    private final CommandStore store;
    private final Dispatcher dispatcher;
    private final Presence presence;
    private final Fleets fleets;
    private final FleetCommands fleetCommands;
    private final CommandSettings settings;
    private final CommandMetrics metrics;

    @Inject
    CommandService(
            CommandStore store,
            Dispatcher dispatcher,
            Presence presence,
            Fleets fleets,
            FleetCommands fleetCommands,
            CommandSettings settings,
            CommandMetrics metrics) {
        this.store = store;
        this.dispatcher = dispatcher;
        this.presence = presence;
        this.fleets = fleets;
        this.fleetCommands = fleetCommands;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Sends a command to a device; the command as it stands a moment later, or the one that had this id before. */
    StoredCommand send(Device device, CommandRequest request, String by) {
        if (!device.mayAct()) {
            throw Problem.conflict("Device '" + device.deviceId() + "' is inactive; activate it first.");
        }
        if (store.add(request, by, device)) {
            metrics.became(CommandState.QUEUED, 1);
            await(dispatcher.deliver(device.rowId()));
        }
        return store.find(device, request.commandId())
                .map(it -> requireSame(request, it))
                .orElseThrow(() -> Problem.notFound("Device '" + device.deviceId() + "' not found."));
    }

    /** Sends a command to every active device of a group; how many have it. 404 when there is no such group. */
    int sendToFleet(CommandRequest request, String by) {
        List<Device> members = fleets.members(request.groupId()).stream()
                .filter(Device::mayAct)
                .toList();
        Optional<StoredCommand> before = fleetCommands.find(request.groupId(), request.commandId());
        if (before.isPresent()) {
            requireSame(request, before.get());
        } else if (!members.isEmpty()) {
            addAndDeliver(request, by, members);
        }
        return fleetCommands.size(request.groupId(), request.commandId());
    }

    private void addAndDeliver(CommandRequest request, String by, List<Device> members) {
        if (settings.retained) { // on each member's own topic: from a fleet's it could not be taken away for one
            metrics.became(
                    CommandState.QUEUED,
                    store.addToFleet(request, by, members, Set.of()).rows());
            members.forEach(it -> dispatcher.deliver(it.rowId()));
            return;
        }
        Map<Long, Presence.State> states =
                presence.ofAll(members.stream().map(Device::rowId).toList());
        Set<Long> reachable = states.entrySet().stream()
                .filter(it -> !it.getValue().saidOffline())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        CommandStore.Added added = store.addToFleet(request, by, members, reachable);
        metrics.became(CommandState.QUEUED, added.rows());
        if (added.claimed().length > 0) {
            await(dispatcher.deliver(
                    DeviceTopics.fleetCommands(request.groupId()), request.payload(), request.qos(), added.claimed()));
        }
    }

    private static StoredCommand requireSame(CommandRequest request, StoredCommand stored) {
        if (!request.isSameAs(stored)) {
            throw CommandStore.otherContent(request.commandId());
        }
        return stored;
    }

    /** The command is stored, so whatever happens here, it is delivered later. */
    private static void await(CompletableFuture<Void> delivered) {
        try {
            delivered.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.FINE, "not delivered yet; the answer says queued", e);
        }
    }
}
