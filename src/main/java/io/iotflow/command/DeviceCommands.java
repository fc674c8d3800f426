package io.iotflow.command;

import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Commands to devices that another module sends: the same as those of the API. */
@Singleton
public class DeviceCommands {

    private static final String ID = "command_id";

    private final CommandService commands;
    private final DeviceRegistry devices;
    private final CommandSettings settings;

    @Inject
    DeviceCommands(CommandService commands, DeviceRegistry devices, CommandSettings settings) {
        this.commands = commands;
        this.devices = devices;
        this.settings = settings;
    }

    /**
     * Whether this can be sent as a command: an object with {@code command_type}, {@code command} and perhaps {@code qos} and
     * {@code expires_in}, and without an id.
     *
     * @throws Problem 400 that names what is wrong
     */
    public void check(JsonObject request) {
        if (request.containsKey(ID)) {
            throw Problem.invalid(ID, "must be left out");
        }
        read(request);
    }

    /**
     * Stores a command, by which it is durable, and has it delivered; the same id again is the same command.
     *
     * @param by who sends it, in the command's record
     * @throws Problem 404 for a device that there is not, 409 for one that is inactive
     */
    public void send(String deviceId, String commandId, JsonObject request, String by) {
        JsonObject whole = Json.createObjectBuilder(request).add(ID, commandId).build();
        commands.send(devices.get(deviceId), read(whole), by);
    }

    private CommandRequest read(JsonObject request) {
        return CommandRequest.forDevice(Json.text(request).getBytes(StandardCharsets.UTF_8), settings.ttl);
    }
}
