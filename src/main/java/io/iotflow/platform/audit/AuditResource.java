package io.iotflow.platform.audit;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The record of changes, for an admin. */
@Path("/admin/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
public class AuditResource {

    private static final int MAX = 1000;
    private static final int DEFAULT = 100;
    private static final JsonBuilderFactory JSON = JsonProvider.provider().createBuilderFactory(Map.of());

    private final AuditLog log;

    protected AuditResource() { // CDI proxy
        this(null);
    }

    @Inject
    public AuditResource(AuditLog log) {
        this.log = log;
    }

    @GET
    @RolesAllowed("admin")
    @Operation(
            summary = "Who changed what, when and from where; newest first",
            description = "actor, action and target are matched exactly.")
    @APIResponse(
            responseCode = "200",
            description = "One page of changes",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.CHANGES)))
    public JsonObject list(
            @QueryParam("actor")
                    @Parameter(
                            description =
                                    "Only by this actor: admin, the name of an operator key, a device id, system or anonymous")
                    String actor,
            @QueryParam("action") @Parameter(description = "Only this action, such as device.update") String action,
            @QueryParam("target") @Parameter(description = "Only of this target, such as a device id") String target,
            @QueryParam("limit") @Parameter(description = "1 to 1000; 100 where absent") String limit,
            @QueryParam("cursor") @Parameter(description = "next_cursor of the page before") String cursor) {
        int max = (int) number("limit", limit, DEFAULT, MAX);
        long before = number("cursor", cursor, Long.MAX_VALUE, Long.MAX_VALUE);
        List<AuditRecord> found = log.find(new AuditLog.Wanted(actor, action, target, before), max);
        JsonArrayBuilder changes = JSON.createArrayBuilder();
        found.forEach(it -> changes.add(describe(it)));
        JsonObjectBuilder answer = JSON.createObjectBuilder()
                .add("status", "success")
                .add("changes", changes)
                .add("count", found.size())
                .add("limit", max);
        return (found.size() < max
                        ? answer.addNull("next_cursor")
                        : answer.add(
                                "next_cursor", String.valueOf(found.get(max - 1).id())))
                .build();
    }

    private static long number(String name, String text, long byDefault, long max) {
        if (text == null || text.isEmpty()) {
            return byDefault;
        }
        if (!text.matches("[1-9]\\d{0,17}") || Long.parseLong(text) > max) {
            throw Problem.invalid(name, "must be a whole number from 1 to " + max);
        }
        return Long.parseLong(text);
    }

    private static JsonObjectBuilder describe(AuditRecord row) {
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("id", row.id())
                .add("at", row.at().toString())
                .add("actor", row.actor())
                .add("role", row.role());
        json.add("address", Json.orNull(row.address()));
        json.add("request_id", Json.orNull(row.requestId()));
        return json.add("action", row.action())
                .add("target", row.target())
                .add("detail", Json.readObject(row.detail()));
    }
}
