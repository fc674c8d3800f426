package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.mapping.MappedPayload;
import io.iotflow.mapping.Mapping;
import io.iotflow.mapping.MappingFailed;
import io.iotflow.mapping.Mappings;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tries a mapping against a sample before it is saved: which message it makes of it, or what is wrong. Stores nothing. */
@Path("/admin/mappings/try")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class MappingTrialResource {

    private static final Set<String> MEMBERS = new TreeSet<>(Set.of("mapping", "topic", "payload"));

    private final DeviceRegistry devices;
    private final Mappings mappings;
    private final MessageReader reader;

    @Inject
    MappingTrialResource(DeviceRegistry devices, Mappings mappings, MessageReader reader) {
        this.devices = devices;
        this.mappings = mappings;
        this.reader = reader;
    }

    @POST
    @RolesAllowed("admin")
    public JsonObject attempt(byte[] json) {
        JsonObject body = RequestBody.object(json);
        List<Violation> unknown = RequestBody.unknownMembers(body, MEMBERS);
        if (!unknown.isEmpty()) {
            throw Problem.invalid(unknown);
        }
        Mapping mapping = mapping(body);
        String topic = topic(body, mapping);
        if (!body.containsKey("payload")) {
            throw Problem.invalid("payload", "is required: a JSON value, or the payload as a text");
        }
        byte[] payload = body.get("payload") instanceof JsonString text
                ? text.getString().getBytes(StandardCharsets.UTF_8)
                : Json.text(body.get("payload")).getBytes(StandardCharsets.UTF_8);
        try {
            return attempt(mapping, topic, payload);
        } catch (MappingFailed e) {
            return failed(e.member(), e.detail());
        } catch (Refused e) {
            return failed(e.field(), e.detail());
        }
    }

    private static Mapping mapping(JsonObject body) {
        if (!(body.get("mapping") instanceof JsonObject definition)) {
            throw Problem.invalid("mapping", "is required and must be an object: the mapping, or {\"template\": …}");
        }
        try {
            return Mapping.toTry(definition);
        } catch (Problem e) {
            throw Problem.invalid(e.violations().stream()
                    .map(it -> new Violation("mapping." + it.field(), it.message()))
                    .toList());
        }
    }

    private static String topic(JsonObject body, Mapping mapping) {
        JsonValue value = body.getOrDefault("topic", JsonValue.NULL);
        if (mapping.isWebhook()) {
            if (value != JsonValue.NULL) {
                throw Problem.invalid("topic", "must be left out for a webhook's mapping");
            }
            return null;
        }
        if (!(value instanceof JsonString text)) {
            throw Problem.invalid("topic", "is required and must be a string");
        }
        if (!mapping.takes(text.getString())) {
            throw Problem.invalid("topic", "is matched by none of the mapping's topics");
        }
        return text.getString();
    }

    private JsonObject attempt(Mapping mapping, String topic, byte[] payload) throws MappingFailed, Refused {
        Instant now = Instant.now();
        MappedPayload mapped = mapping.open(topic, payload, now);
        Optional<MappedPayload.Reading> reading = mapped.reading();
        if (reading.isEmpty()) {
            String missing = mapped.deviceId().isEmpty() ? "device_id" : "fields";
            return answer("ignored", Json.createArrayBuilder().build(), missing, missing + " gives nothing");
        }
        Optional<Device> device = mapped.deviceId().flatMap(devices::find);
        boolean mayName = device.filter(it -> mappings.mayName(mapping, it)).isPresent();
        MappedSender.require(mapping, mapped, device, mayName);
        TelemetryMessage message = reader.ofMapped(device.orElseThrow(), topic, reading.get(), now);
        return answer("stored", Json.createArrayBuilder().add(describe(message)).build(), null, null);
    }

    private static JsonObjectBuilder describe(TelemetryMessage message) {
        JsonObjectBuilder tags = Json.createObjectBuilder();
        message.ownTags().forEach(tags::add);
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("device_id", message.deviceId())
                .add("measurement", message.measurement())
                .add("timestamp", message.time().toString())
                .add("fields", Json.createObjectBuilder(message.fields()))
                .add("tags", tags);
        return json.add(
                "left_out",
                Json.createArrayBuilder(message.leftOut().stream()
                        .map(it -> it.member() + ": " + it.why().code())
                        .toList()));
    }

    private static JsonObject failed(String member, String detail) {
        return answer("failed", Json.createArrayBuilder().build(), member, detail);
    }

    private static JsonObject answer(String outcome, JsonValue messages, String member, String detail) {
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("outcome", outcome)
                .add("messages", messages)
                .add("member", Json.orNull(member))
                .add("detail", Json.orNull(detail))
                .build();
    }
}
