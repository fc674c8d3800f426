package io.iotflow.notify;

import io.iotflow.command.DeviceCommands;
import io.iotflow.device.DeviceId;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * Sends a command, to the device of the alert or to another one: a fan on when it is too hot, and off again. Each notice is a
 * command of its own, whose id is made of the notice's, so that it comes once however often it is tried.
 */
@Singleton
class DeviceCommand implements ChannelKind {

    private static final String DEVICE_ID = "device_id";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final DeviceCommands commands;

    @Inject
    DeviceCommand(DeviceCommands commands) {
        this.commands = commands;
    }

    @Override
    public String type() {
        return "command";
    }

    @Override
    public Capacity capacity() {
        return Capacity.each(1);
    }

    @Override
    public Defaults defaults() {
        return new Defaults(List.of("opened", "cleared"), 0, 36_000, 1_000);
    }

    @Override
    public List<String> secrets() {
        return List.of();
    }

    @Override
    public Parts read(RequestBody body, Parts former) {
        JsonObjectBuilder shown = Json.createObjectBuilder();
        String device = body.optional(DEVICE_ID);
        if (device != null && !DeviceId.isValid(device)) {
            body.violation(DEVICE_ID, "must be a device id, or be left out for the device of the alert");
        }
        shown.add(DEVICE_ID, Json.orNull(device));
        boolean hasCommand = false;
        for (Notice.Event event : Notice.Event.values()) {
            JsonValue command = body.has(event.wire()) ? body.value(event.wire()) : JsonValue.NULL;
            shown.add(event.wire(), command);
            if (command != JsonValue.NULL) {
                hasCommand = true;
                check(body, event.wire(), command);
            }
        }
        if (!hasCommand) {
            body.violation("opened", "is required, or a command for another event");
        }
        return new Parts(shown.build(), Parts.NONE.secret());
    }

    private void check(RequestBody body, String member, JsonValue command) {
        if (!(command instanceof JsonObject request)) {
            body.violation(member, "must be an object with command_type and command");
            return;
        }
        try {
            commands.check(request);
        } catch (Problem e) {
            e.violations().forEach(it -> body.violation(member + "." + it.field(), it.message()));
        }
    }

    @Override
    public Optional<Integer> send(Parts channel, Message message) throws SendFailed {
        for (Message.Line line : message.notices()) {
            send(channel, line, message.isTest() ? "test-" + message.id() : "notification-" + line.id());
        }
        return Optional.empty();
    }

    private void send(Parts channel, Message.Line line, String commandId) throws SendFailed {
        JsonValue command = channel.shown().get(line.event().wire());
        if (!(command instanceof JsonObject request)) {
            return; // nothing is to be done for this event
        }
        try {
            commands.send(channel.shown(DEVICE_ID).orElse(line.deviceId()), commandId, request, "notification");
        } catch (Problem e) {
            boolean isHopeless = e.status() == NOT_FOUND || e.status() == CONFLICT;
            throw new SendFailed(isHopeless ? SendFailed.Kind.HOPELESS : SendFailed.Kind.AWAY, e.getMessage());
        }
    }
}
