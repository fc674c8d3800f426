package io.iotflow.mqttapi;

import io.iotflow.mqtt.BrokerAway;
import io.iotflow.mqtt.BrokerConnection;
import io.iotflow.mqtt.TopicObserver;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;

/** The broker as operators see and use it. */
@Path("/mqtt")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class BrokerResource {

    private static final Duration BROKER_RETRY = Duration.ofSeconds(5);

    private final BrokerConnection broker;
    private final TopicObserver observer;
    private final AuditLog audit;
    private final int maxBodyBytes;

    @Inject
    public BrokerResource(BrokerConnection broker, TopicObserver observer, AuditLog audit, MqttApiSettings settings) {
        this.broker = broker;
        this.observer = observer;
        this.audit = audit;
        this.maxBodyBytes = settings.maxBodyBytes;
    }

    @GET
    @Path("/status")
    @RolesAllowed("viewer")
    public StatusAnswer status() {
        return StatusAnswer.of(broker.status(), observer.observed());
    }

    @GET
    @Path("/monitoring/metrics")
    @RolesAllowed("viewer")
    public MetricsAnswer metrics() {
        return MetricsAnswer.of(broker.status(), observer.observed(), Instant.now());
    }

    @POST
    @Path("/publish")
    @RolesAllowed("admin")
    public PublishAnswer publish(byte[] body) {
        PublishRequest request = PublishRequest.of(body, maxBodyBytes);
        // Before it is sent: what cannot be recorded is not done.
        audit.record("mqtt.publish", request.topic(), describe(request));
        try {
            broker.publish(request.topic(), request.payload(), request.qos(), request.retain())
                    .join();
        } catch (CompletionException e) {
            throw away("The broker did not acknowledge the message; it may still arrive.", e);
        }
        return new PublishAnswer(
                "success", "Message published successfully", request.topic(), request.qos(), request.retain());
    }

    @POST
    @Path("/subscribe")
    @RolesAllowed("admin")
    public SubscribeAnswer subscribe(byte[] json) {
        RequestBody body = RequestBody.of(json);
        String filter = body.exact("topic");
        if (filter != null) {
            TopicRule.filterViolations(filter).forEach(it -> body.violation("topic", it));
        }
        int qos = body.number("qos", 1, 0, 2);
        body.check();
        audit.record(
                "mqtt.subscribe",
                filter,
                Json.createObjectBuilder().add("qos", qos).build());
        observe(filter, qos);
        return new SubscribeAnswer("success", "Subscribed successfully", filter, qos);
    }

    private void observe(String filter, int qos) {
        TopicObserver.Outcome outcome;
        try {
            outcome = observer.observe(filter, qos);
        } catch (BrokerAway e) {
            throw away("The broker does not answer; not subscribed.", e);
        }
        switch (outcome) {
            case TOO_MANY ->
                throw Problem.conflict("There are " + TopicObserver.MAX
                        + " subscribed filters already; remove one with DELETE /api/v1/mqtt/subscribe?topic=….");
            case REFUSED_BY_BROKER ->
                throw Problem.forbidden(
                        "The broker denies IoTFlow's account this filter; allow it there, or use a narrower filter.");
            case OBSERVED -> {}
        }
    }

    @DELETE
    @Path("/subscribe")
    @RolesAllowed("admin")
    public ForgetAnswer unsubscribe(@QueryParam("topic") String filter) {
        if (filter == null || !observer.forget(filter)) {
            throw Problem.notFound(
                    "This node is not subscribed to this filter; /api/v1/mqtt/status lists the subscribed filters.");
        }
        audit.record("mqtt.unsubscribe", filter, JsonObject.EMPTY_JSON_OBJECT);
        return new ForgetAnswer("success", "Unsubscribed successfully", filter);
    }

    private static Problem away(String detail, Exception cause) {
        return Problem.unavailable(detail + " Try again.", BROKER_RETRY, cause);
    }

    private static JsonObject describe(PublishRequest request) {
        return Json.createObjectBuilder()
                .add("qos", request.qos())
                .add("retain", request.retain())
                .add("bytes", request.payload().length)
                .build();
    }

    /** What a publication answers. */
    public record PublishAnswer(String status, String message, String topic, int qos, boolean retain) {}

    /** What a subscription answers. */
    public record SubscribeAnswer(String status, String message, String topic, int qos) {}

    /** What the end of a subscription answers. */
    public record ForgetAnswer(String status, String message, String topic) {}
}
