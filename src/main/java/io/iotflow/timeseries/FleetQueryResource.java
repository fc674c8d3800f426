package io.iotflow.timeseries;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import io.iotflow.timeseries.FleetQuestion.Format;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Questions about the data of many devices. */
@Path("/timeseries/query")
@Produces({MediaType.APPLICATION_JSON, FleetQueryResource.NDJSON, DataPointCsv.MEDIA_TYPE})
@Singleton
public class FleetQueryResource {

    static final String NDJSON = "application/x-ndjson";

    private static final Set<String> LISTS = Set.of("devices", "measurements", "fields", "functions", "group_by");
    private static final Set<String> FLAGS = Set.of("all", "latest");
    private static final Set<String> NUMBERS = Set.of("limit", "limit_per_series");

    private final FleetAnswers answers;
    private final QuerySettings settings;
    private final QuerySlots slots;
    private final StreamLimit streams;

    @Inject
    FleetQueryResource(FleetAnswers answers, QuerySettings settings, QuerySlots slots, StreamLimit streams) {
        this.answers = answers;
        this.settings = settings;
        this.slots = slots;
        this.streams = streams;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"device", "viewer"})
    @RateLimited(LimitType.QUERIES)
    public Response query(
            @Context SecurityContext caller,
            @Context HttpHeaders headers,
            @Context HttpServletRequest request,
            byte[] body) {
        return answer(RequestBody.of(body), caller, headers, request);
    }

    @GET
    @RolesAllowed({"device", "viewer"})
    @RateLimited(LimitType.QUERIES)
    public Response query(
            @Context SecurityContext caller,
            @Context HttpHeaders headers,
            @Context HttpServletRequest request,
            @Context UriInfo uri,
            @QueryParam("devices") List<String> devices,
            @QueryParam("group") String group,
            @QueryParam("device_type") String type,
            @QueryParam("location") String location,
            @QueryParam("all") String all,
            @QueryParam("measurements") List<String> measurements,
            @QueryParam("fields") List<String> fields,
            @QueryParam("start") String start,
            @QueryParam("stop") String stop,
            @QueryParam("timezone") String timezone,
            @QueryParam("latest") String latest,
            @QueryParam("window") String window,
            @QueryParam("offset") String offset,
            @QueryParam("functions") List<String> functions,
            @QueryParam("group_by") List<String> groupBy,
            @QueryParam("fill") String fill,
            @QueryParam("order") String order,
            @QueryParam("limit_per_series") String perSeries,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @QueryParam("source") String source,
            @QueryParam("shape") String shape,
            @QueryParam("format") String format) {
        return answer(RequestBody.of(object(uri.getQueryParameters())), caller, headers, request);
    }

    /** The parameters of a URL as the members of a body. */
    private static JsonObject object(MultivaluedMap<String, String> parameters) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        parameters.forEach((name, values) -> {
            String text = values.get(0);
            if (LISTS.contains(name)) {
                JsonArrayBuilder list = Json.createArrayBuilder();
                values.stream().filter(it -> !it.isEmpty()).forEach(list::add);
                object.add(name, list);
            } else if (FLAGS.contains(name) && (text.equals("true") || text.equals("false"))) {
                object.add(name, Boolean.parseBoolean(text));
            } else if (NUMBERS.contains(name) && text.matches("\\d{1,9}")) {
                object.add(name, Json.createValue(Long.parseLong(text)));
            } else {
                object.add(name, text);
            }
        });
        return object.build();
    }

    private Response answer(RequestBody body, SecurityContext caller, HttpHeaders headers, HttpServletRequest request) {
        Optional<String> owner = caller.isUserInRole("viewer")
                ? Optional.empty()
                : Optional.of(caller.getUserPrincipal().getName());
        FleetQuestion question = FleetQuestionReader.read(body, settings, Instant.now(), owner, liked(headers));
        FleetAnswers.Prepared prepared = answers.prepare(question);
        if (question.isStreamed()) {
            StreamLimit.Lease lease = streams.open(caller.getUserPrincipal().getName());
            return of(question, new FleetStream(prepared, settings, lease, request));
        }
        FleetAnswers.Page page = slots.ask(caller.getUserPrincipal().getName(), () -> answers.page(prepared));
        return of(
                question,
                question.format() == Format.JSON
                        ? out -> FleetJson.write(out, prepared, page)
                        : out -> FleetStream.table(out, prepared, page));
    }

    private static Response of(FleetQuestion question, StreamingOutput out) {
        return switch (question.format()) {
            case JSON -> Response.ok(out, MediaType.APPLICATION_JSON_TYPE).build();
            case NDJSON -> Response.ok(out, NDJSON).build();
            case CSV ->
                Response.ok(out, DataPointCsv.MEDIA_TYPE + ";charset=utf-8;header=present")
                        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"query.csv\"")
                        .build();
        };
    }

    /** What the caller likes best of the three. */
    private static Format liked(HttpHeaders headers) {
        for (MediaType type : headers.getAcceptableMediaTypes()) { // the best first
            if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
                return Format.JSON;
            }
            if (type.isCompatible(MediaType.valueOf(NDJSON))) {
                return Format.NDJSON;
            }
            if (type.isCompatible(MediaType.valueOf(DataPointCsv.MEDIA_TYPE))) {
                return Format.CSV;
            }
        }
        return Format.JSON;
    }
}
