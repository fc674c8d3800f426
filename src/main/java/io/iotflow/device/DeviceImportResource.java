package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes devices of another product over, so that nobody has to give them new ids and keys. */
@Path("/admin/import/devices")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class DeviceImportResource {

    private static final String HERE = "The device is here already";
    private static final String CAN_HAVE_PASSWORD = "The device can have its MQTT password";
    private static final String WITH_PASSWORD = "The device was imported with its MQTT password";
    private static final String HAS_PASSWORD = "The device has its MQTT password";

    private final DeviceRegistry registry;
    private final FormerPasswords passwords;
    private final boolean brokerTakesHashes;

    @Inject
    DeviceImportResource(DeviceRegistry registry, FormerPasswords passwords, KeySettings settings) {
        this.registry = registry;
        this.passwords = passwords;
        this.brokerTakesHashes = settings.brokerTakesHashes;
    }

    @POST
    @RolesAllowed("admin")
    public Response importDevice(@QueryParam("check") @DefaultValue("false") boolean check, byte[] body) {
        LegacyDevice legacy = LegacyDevice.of(body, Instant.now());
        return legacy.mqttPassword()
                .map(it -> withPassword(legacy, it, check))
                .orElseGet(() -> check ? checked(legacy) : imported(legacy));
    }

    private Response withPassword(LegacyDevice legacy, FormerPassword password, boolean check) {
        if (!brokerTakesHashes) {
            throw Problem.conflict("Mosquitto's dynamic security takes no hash of a password; keep the former Mosquitto"
                    + " with its password file, or give the device its key.");
        }
        String deviceId = legacy.device().deviceId();
        if (passwords.isHere(deviceId, password)) {
            return answer(Response.Status.OK, HERE, legacy, Optional.empty(), List.of());
        }
        boolean isRegistered = registry.find(deviceId).isPresent();
        if (check) {
            return isRegistered
                    ? answer(Response.Status.OK, CAN_HAVE_PASSWORD, legacy, Optional.empty(), List.of())
                    : checked(legacy);
        }
        Response response = isRegistered
                ? answer(Response.Status.CREATED, HAS_PASSWORD, legacy, registry.find(deviceId), List.of())
                : imported(legacy);
        passwords.give(deviceId, password);
        return response;
    }

    private Response checked(LegacyDevice legacy) {
        OptionalLong id = registry.checkImport(legacy);
        if (id.isEmpty()) {
            return answer(Response.Status.OK, HERE, legacy, Optional.empty(), List.of());
        }
        return answer(
                Response.Status.OK,
                "The device can be imported with its key",
                legacy,
                Optional.empty(),
                changes(legacy, id.getAsLong()));
    }

    private Response imported(LegacyDevice legacy) {
        return registry.importDevice(legacy)
                .map(it -> answer(
                        Response.Status.CREATED,
                        legacy.mqttPassword().isPresent() ? WITH_PASSWORD : "The device was imported with its key",
                        legacy,
                        Optional.of(it),
                        changes(legacy, it.rowId())))
                .orElseGet(() -> answer(Response.Status.OK, HERE, legacy, Optional.empty(), List.of()));
    }

    private static List<String> changes(LegacyDevice legacy, long id) {
        return legacy.number().isEmpty() || legacy.number().getAsLong() == id
                ? List.of()
                : List.of("id " + legacy.number().getAsLong()
                        + " is another device's here, so this one has another; its" + " device_id and its topics stay");
    }

    private static Response answer(
            Response.Status status,
            String message,
            LegacyDevice legacy,
            Optional<Device> device,
            List<String> changes) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("status", "success")
                .add("message", message)
                .add("device_id", legacy.device().deviceId());
        device.ifPresent(it -> json.add("id", it.rowId()));
        return Response.status(status)
                .entity(json.add("changes", Json.createArrayBuilder(changes)).build())
                .build();
    }
}
