package io.iotflow.brokerauth;

import io.iotflow.platform.json.RequestExample;
import io.iotflow.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.logging.Logger;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * For brokers that ask over HTTP. EMQX 5 sends a member {@code action} and reads {@code result} of a 200; VerneMQ sends
 * the header {@code vernemq-hook} and reads {@code result} of a 200; everybody else, such as mosquitto-go-auth, reads the
 * status, 200 or 403.
 */
@Path("/broker")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Brokers", description = "What a broker with HTTP authentication asks; for a key with the role broker")
public class BrokerResource {

    private static final Logger LOG = Logger.getLogger(BrokerResource.class.getName());

    private static final int READ = 1; // mosquitto_plugin.h, as mosquitto-go-auth passes it on
    private static final int WRITE = 2;
    private static final int READ_WRITE = 3;
    private static final int SUBSCRIBE = 4;

    private static final String HOOK = "VerneMQ only: which of its hooks asks";
    private static final String TYPE = "application/json or application/x-www-form-urlencoded";

    private final BrokerAuthorization questions;

    protected BrokerResource() { // CDI proxy
        this(null);
    }

    @Inject
    BrokerResource(BrokerAuthorization questions) {
        this.questions = questions;
    }

    @POST
    @Path("/auth")
    @RolesAllowed("broker")
    @Operation(
            summary = "May this client connect?",
            description = "EMQX: username, password, action=connect. VerneMQ: hook auth_on_register."
                    + " mosquitto-go-auth: username, password, as JSON or form.")
    @RequestExample(Examples.CONNECTION)
    @APIResponse(
            responseCode = "200",
            description = "EMQX and VerneMQ: the result; others: it may, and 403 when it may not",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.ALLOWED)))
    public Response auth(
            @HeaderParam("vernemq-hook") @Parameter(description = HOOK) String hook,
            @HeaderParam("Content-Type") @Parameter(description = TYPE) String type,
            byte[] body) {
        BrokerAuthRequest question = read(type, body);
        return answer(hook, question, questions.mayConnect(question.get("username"), question.get("password")));
    }

    @POST
    @Path("/acl")
    @RolesAllowed("broker")
    @Operation(
            summary = "May this client publish, subscribe or be sent this?",
            description =
                    "EMQX: username, action (publish, subscribe), topic. VerneMQ: hooks auth_on_publish and"
                            + " auth_on_subscribe. mosquitto-go-auth: username, topic, acc (1 read, 2 write, 3 both, 4 subscribe).")
    @RequestExample(Examples.SUBSCRIPTION)
    @APIResponse(
            responseCode = "200",
            description = "EMQX and VerneMQ: the result; others: it may, and 403 when it may not",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.ALLOWED)))
    public Response acl(
            @HeaderParam("vernemq-hook") @Parameter(description = HOOK) String hook,
            @HeaderParam("Content-Type") @Parameter(description = TYPE) String type,
            byte[] body) {
        BrokerAuthRequest question = read(type, body);
        return answer(hook, question, hook == null ? isAllowed(question) : isAllowed(hook, question));
    }

    private static BrokerAuthRequest read(String type, byte[] body) {
        try {
            return BrokerAuthRequest.of(type, body);
        } catch (ClassCastException e) {
            throw Problem.invalid("topics", "must be an array of objects");
        }
    }

    private boolean isAllowed(String hook, BrokerAuthRequest question) {
        String username = question.get("username");
        return switch (hook) {
            case "auth_on_publish", "auth_on_publish_m5" -> questions.mayPublish(username, question.get("topic"));
            case "auth_on_subscribe", "auth_on_subscribe_m5" ->
                !question.topics().isEmpty()
                        && question.topics().stream().allMatch(it -> questions.maySubscribe(username, it));
            default -> false;
        };
    }

    private boolean isAllowed(BrokerAuthRequest question) {
        String username = question.get("username");
        String topic = question.get("topic");
        return switch (question.has("action") ? question.get("action") : question.get("acc")) {
            case "publish", "" + WRITE -> questions.mayPublish(username, topic);
            case "subscribe", "" + READ, "" + SUBSCRIBE -> questions.maySubscribe(username, topic);
            case "" + READ_WRITE -> questions.mayPublish(username, topic) && questions.maySubscribe(username, topic);
            default -> false;
        };
    }

    private static Response answer(String hook, BrokerAuthRequest question, boolean allowed) {
        if (!allowed) {
            LOG.info(() -> "a broker was told to refuse user " + line(question.get("username")));
        }
        if (hook != null) {
            return Response.ok(vernemq(allowed)).build();
        }
        // Only who reads the result may be given a 200 with a refusal.
        int status = allowed || question.has("action") ? 200 : 403;
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
