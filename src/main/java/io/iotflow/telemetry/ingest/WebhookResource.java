package io.iotflow.telemetry.ingest;

import io.iotflow.device.CallingDevice;
import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.KeyHash;
import io.iotflow.mapping.MappedPayload;
import io.iotflow.mapping.Mapping;
import io.iotflow.mapping.MappingFailed;
import io.iotflow.mapping.Mappings;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimits;
import io.iotflow.platform.ratelimit.WrongKeys;
import io.iotflow.refusal.TakesMessages;
import io.iotflow.telemetry.store.MessagePaths;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What other products' servers post: a message by its mapping, answered after the commit. */
@Path("/webhooks/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
@Singleton
public class WebhookResource {

    private static final String BEARER = "Bearer ";
    private static final int LONGEST_KEY = 512;

    private final Mappings mappings;
    private final DeviceRegistry devices;
    private final MessageReader reader;
    private final HttpIngestion ingest;
    private final RateLimits limits;
    private final WrongKeys wrongKeys;
    private final KeyHash hash;

    @Inject
    WebhookResource(
            Mappings mappings,
            DeviceRegistry devices,
            MessageReader reader,
            HttpIngestion ingest,
            RateLimits limits,
            WrongKeys wrongKeys,
            KeyHash hash) {
        this.mappings = mappings;
        this.devices = devices;
        this.reader = reader;
        this.ingest = ingest;
        this.limits = limits;
        this.wrongKeys = wrongKeys;
        this.hash = hash;
    }

    @POST
    @TakesMessages
    @PermitAll // the webhook's own key is checked below
    public CompletionStage<Response> take(
            @Context HttpServletRequest request,
            @PathParam("name") String name,
            @QueryParam("event") String event, // ChirpStack's; the payload says it too
            byte[] body) {
        Mapping mapping = admitted(request, name);
        mapping.figures().matched();
        Optional<TelemetryMessage> message;
        try {
            message = read(request, mapping, body);
        } catch (Problem e) {
            mapping.figures().failed(e.getMessage());
            throw e;
        }
        if (message.isEmpty()) {
            mapping.figures().ignored();
            return CompletableFuture.completedStage(Response.ok(Answer.IGNORED).build());
        }
        return ingest.store(List.of(message.get()), new MessagePaths(place -> "", "fields.", "tags."))
                .whenComplete((ids, failure) -> {
                    if (failure == null) {
                        mapping.figures().stored();
                    } else {
                        mapping.figures().failed(String.valueOf(failure.getMessage()));
                    }
                })
                .thenApply(ids -> Response.status(Response.Status.CREATED)
                        .entity(Answer.of(message.get()))
                        .build());
    }

    private Mapping admitted(HttpServletRequest request, String name) {
        String key = keyOf(request);
        if (key == null || key.isBlank() || key.length() > LONGEST_KEY) {
            throw Problem.unauthorized(
                    "Send the webhook's key in the X-API-Key header, or as Authorization: Bearer and the key.");
        }
        byte[] hashed = hash.of(key);
        if (!wrongKeys.mayTry(request, hashed)) {
            throw wrongKeys.problem(request);
        }
        Optional<Mapping> mapping = mappings.webhook(name, key);
        if (mapping.isEmpty()) {
            wrongKeys.wrong(request, hashed);
            throw Problem.unauthorized("There is no webhook of this name with this key.");
        }
        wrongKeys.right(hashed);
        return mapping.get();
    }

    private static String keyOf(HttpServletRequest request) {
        String key = request.getHeader("X-API-Key");
        String given = request.getHeader("Authorization");
        if (key == null && given != null && given.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return given.substring(BEARER.length()).strip();
        }
        return key;
    }

    private Optional<TelemetryMessage> read(HttpServletRequest request, Mapping mapping, byte[] body) {
        if (body.length > Mapping.LARGEST_PAYLOAD) {
            throw Problem.tooLarge("A mapping reads at most " + Mapping.LARGEST_PAYLOAD + " bytes; this body has "
                    + body.length + ".");
        }
        try {
            Instant now = Instant.now();
            MappedPayload payload = mapping.open(null, body, now);
            Optional<Device> device = payload.deviceId().flatMap(devices::find);
            device.ifPresent(it -> {
                CallingDevice.remember(request, it);
                limits.require(LimitType.TELEMETRY, it.deviceId());
            });
            Optional<MappedPayload.Reading> reading = payload.reading();
            if (reading.isEmpty()) {
                return Optional.empty();
            }
            boolean mayName = device.filter(it -> mappings.mayName(mapping, it)).isPresent();
            MappedSender.require(mapping, payload, device, mayName);
            return Optional.of(reader.ofMapped(device.orElseThrow(), null, reading.get(), now));
        } catch (MappingFailed e) {
            throw MappedSender.failed(mapping, e).problem();
        } catch (Refused e) {
            throw e.problem();
        }
    }

    /** What became of it; only the message where the mapping makes none of it. */
    public record Answer(String message, String deviceId, String measurement, Instant timestamp) {

        static final Answer IGNORED = new Answer("The mapping makes no message of it", null, null, null);

        static Answer of(TelemetryMessage stored) {
            return new Answer("Message stored", stored.deviceId(), stored.measurement(), stored.time());
        }
    }
}
