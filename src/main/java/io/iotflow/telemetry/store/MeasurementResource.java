package io.iotflow.telemetry.store;

import io.iotflow.device.TagRule;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.web.PageParameters;
import io.iotflow.telemetry.store.RegisteredField.Name;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which measurements and fields there are, and of which type. */
@Path("/admin/measurements")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class MeasurementResource {

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1000;
    private static final int LONGEST_UNIT = 32;

    private final FieldRegistry registry;
    private final FieldTypes types;

    @Inject
    MeasurementResource(FieldRegistry registry, FieldTypes types) {
        this.registry = registry;
        this.types = types;
    }

    @GET
    @RolesAllowed("viewer")
    public ListAnswer list(
            @QueryParam("measurement") String measurement,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        Optional<String> only = Optional.ofNullable(measurement).filter(it -> !it.isEmpty());
        only.ifPresent(it -> require("measurement", it));
        int max = PageParameters.limit(limit, DEFAULT_PAGE, MAX_PAGE);
        Name behind = cursor == null || cursor.isEmpty() ? new Name("", "") : FieldCursor.parse(cursor);
        List<RegisteredField> found = registry.list(only, behind, max + 1);
        List<RegisteredField> page = found.subList(0, Math.min(max, found.size()));
        String next = found.size() > max ? FieldCursor.text(page.get(max - 1).name()) : null;
        return new ListAnswer("success", byMeasurement(page), page.size(), max, next);
    }

    @PUT
    @Path("/{measurement}/fields/{field}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed("admin")
    public DeclaredAnswer declare(
            @PathParam("measurement") String measurement, @PathParam("field") String field, byte[] body) {
        require("measurement", measurement);
        require("field", field);
        RequestBody json = RequestBody.of(body);
        String code = json.required("type");
        Optional<FieldType> type = Stream.of(FieldType.values())
                .filter(it -> it.code().equals(code))
                .findFirst();
        if (code != null && type.isEmpty()) {
            json.violation("type", "must be number, boolean or string");
        }
        String unit = json.optional("unit", LONGEST_UNIT);
        json.check();
        registry.declare(new Name(measurement, field), type.orElseThrow(), unit);
        types.forget();
        return new DeclaredAnswer("Field type declared", measurement, field, code, unit);
    }

    @DELETE
    @Path("/{measurement}/fields/{field}")
    @RolesAllowed("admin")
    public RemovedAnswer remove(@PathParam("measurement") String measurement, @PathParam("field") String field) {
        require("measurement", measurement);
        require("field", field);
        RegisteredField removed = registry.remove(new Name(measurement, field));
        types.forget(); // the other nodes hear of it, this one need not wait for the notification
        return new RemovedAnswer(
                "Field removed: the next message with it says its type",
                measurement,
                field,
                removed.type().code());
    }

    private static void require(String parameter, String name) {
        TagRule.violation(name, TagRule.LONGEST_NAME).ifPresent(violation -> {
            throw Problem.invalid(parameter, violation);
        });
    }

    private static List<Measurement> byMeasurement(List<RegisteredField> page) {
        Map<String, List<Field>> fields = new LinkedHashMap<>();
        page.forEach(it -> fields.computeIfAbsent(it.name().measurement(), measurement -> new ArrayList<>())
                .add(new Field(
                        it.name().field(),
                        it.type().code(),
                        it.unit(),
                        it.type().storedAs(),
                        it.firstSeen(),
                        it.firstDeviceId())));
        return fields.entrySet().stream()
                .map(it -> new Measurement(it.getKey(), it.getValue()))
                .toList();
    }

    /**
     * One field; {@code stored_as} is what a series can hold of it, and {@code first_device_id} is null where the product or
     * an operator says the type.
     */
    public record Field(
            String field, String type, String unit, String storedAs, Instant firstSeen, String firstDeviceId) {}

    /** A measurement with its fields on this page. */
    public record Measurement(String measurement, List<Field> fields) {}

    /** A page; {@code count} and {@code limit} are of fields. */
    public record ListAnswer(String status, List<Measurement> measurements, int count, int limit, String nextCursor) {}

    /** What was declared. */
    public record DeclaredAnswer(String message, String measurement, String field, String type, String unit) {}

    /** What was removed. */
    public record RemovedAnswer(String message, String measurement, String field, String type) {}
}
