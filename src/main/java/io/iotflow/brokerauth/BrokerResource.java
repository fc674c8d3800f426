package io.iotflow.brokerauth;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.logging.Logger;

/**
 * For brokers that ask over HTTP. EMQX 5 sends a member {@code action} and reads {@code result} of a 200; VerneMQ sends
 * the header {@code vernemq-hook} and reads {@code result} of a 200; everybody else, such as mosquitto-go-auth, reads the
 * status, 200 or 403.
 */
@Path("/broker")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class BrokerResource {

    private static final Logger LOG = Logger.getLogger(BrokerResource.class.getName());

    private static final int READ = 1; // mosquitto_plugin.h, as mosquitto-go-auth passes it on
    private static final int WRITE = 2;
    private static final int READ_WRITE = 3;
    private static final int SUBSCRIBE = 4;

    private final BrokerAuthorization authorization;

    @Inject
    BrokerResource(BrokerAuthorization authorization) {
        this.authorization = authorization;
    }

    @POST
    @Path("/auth")
    @RolesAllowed("broker")
    public Response auth(
            @HeaderParam("vernemq-hook") String hook, @HeaderParam("Content-Type") String type, byte[] body) {
        BrokerAuthRequest request = read(type, body);
        return answer(hook, request, authorization.mayConnect(request.get("username"), request.get("password")));
    }

    @POST
    @Path("/acl")
    @RolesAllowed("broker")
    public Response acl(
            @HeaderParam("vernemq-hook") String hook, @HeaderParam("Content-Type") String type, byte[] body) {
        BrokerAuthRequest request = read(type, body);
        return answer(hook, request, hook == null ? isAllowed(request) : isAllowed(hook, request));
    }

    private static BrokerAuthRequest read(String type, byte[] body) {
        try {
            return BrokerAuthRequest.of(type, body);
        } catch (ClassCastException e) {
            throw Problem.invalid("topics", "must be an array of objects");
        }
    }

    private boolean isAllowed(String hook, BrokerAuthRequest request) {
        String username = request.get("username");
        return switch (hook) {
            case "auth_on_publish", "auth_on_publish_m5" -> authorization.mayPublish(username, request.get("topic"));
            case "auth_on_subscribe", "auth_on_subscribe_m5" ->
                !request.topics().isEmpty()
                        && request.topics().stream().allMatch(it -> authorization.maySubscribe(username, it));
            default -> false;
        };
    }

    private boolean isAllowed(BrokerAuthRequest request) {
        String username = request.get("username");
        String topic = request.get("topic");
        return switch (request.has("action") ? request.get("action") : request.get("acc")) {
            case "publish", "" + WRITE -> authorization.mayPublish(username, topic);
            case "subscribe", "" + READ, "" + SUBSCRIBE -> authorization.maySubscribe(username, topic);
            case "" + READ_WRITE ->
                authorization.mayPublish(username, topic) && authorization.maySubscribe(username, topic);
            default -> false;
        };
    }

    private static Response answer(String hook, BrokerAuthRequest request, boolean allowed) {
        if (!allowed) {
            LOG.info(() -> "a broker was told to refuse user " + line(request.get("username")));
        }
        if (hook != null) {
            return Response.ok(vernemq(allowed)).build();
        }
        // Only who reads the result may be given a 200 with a refusal.
        int status = allowed || request.has("action") ? 200 : 403;
        JsonObject result = Json.createObjectBuilder()
                .add("result", allowed ? "allow" : "deny")
                .add("ok", allowed)
                .build();
        return Response.status(status).entity(result).build();
    }

    private static JsonObject vernemq(boolean allowed) {
        return allowed
                ? Json.createObjectBuilder().add("result", "ok").build()
                : Json.createObjectBuilder()
                        .add("result", Json.createObjectBuilder().add("error", "not_allowed"))
                        .build();
    }

    private static String line(String text) {
        return text.substring(0, Math.min(64, text.length())).replaceAll("\\p{Cntrl}", "?");
    }
}
