package io.iotflow.timeseries;

import com.influxdb.client.domain.Bucket;
import com.influxdb.client.domain.BucketRetentionRules;
import com.influxdb.exceptions.InfluxException;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;

/** InfluxDB and its writer as operators see them; never the token. */
@Path("/influxdb")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class InfluxStatusResource {

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final InfluxConnection influx;
    private final TimeSeries timeSeries;
    private final WriterMetrics metrics;

    @Inject
    InfluxStatusResource(InfluxConnection influx, TimeSeries timeSeries, WriterMetrics metrics) {
        this.influx = influx;
        this.timeSeries = timeSeries;
        this.metrics = metrics;
    }

    @GET
    @Path("/buckets")
    @RolesAllowed("viewer")
    public JsonObject buckets() {
        JsonArrayBuilder buckets = Json.createArrayBuilder();
        List<Bucket> found = influx.isConfigured() ? ask() : List.of();
        found.forEach(it -> buckets.add(describe(it)));
        return Json.createObjectBuilder()
                .add("buckets", buckets)
                .add("count", found.size())
                .build();
    }

    private List<Bucket> ask() {
        if (timeSeries.health().equals(StoreHealth.unreachable())) {
            throw unavailable(null); // known sooner than by its time-out
        }
        try {
            return influx.buckets();
        } catch (InfluxException e) {
            throw unavailable(e);
        }
    }

    private Problem unavailable(InfluxException cause) {
        return Problem.unavailable(
                "InfluxDB at " + influx.url() + " does not list its buckets to us. What devices send is kept.",
                RETRY,
                cause);
    }

    private static JsonObjectBuilder describe(Bucket bucket) {
        JsonArrayBuilder rules = Json.createArrayBuilder();
        for (BucketRetentionRules rule : bucket.getRetentionRules()) {
            JsonObjectBuilder one = Json.createObjectBuilder().add("type", "expire");
            if (rule.getEverySeconds() == null) {
                one.addNull("every_seconds");
            } else {
                one.add("every_seconds", rule.getEverySeconds());
            }
            rules.add(one);
        }
        JsonObjectBuilder json = Json.createObjectBuilder();
        json.add("id", Json.orNull(bucket.getId()));
        json.add("name", Json.orNull(bucket.getName()));
        json.add("org_id", Json.orNull(bucket.getOrgID()));
        return json.add("retention_rules", rules);
    }

    @GET
    @Path("/stats")
    @RolesAllowed("viewer")
    public JsonObject stats() {
        StoreHealth health = timeSeries.health();
        boolean configured = influx.isConfigured();
        JsonObjectBuilder json = Json.createObjectBuilder().add("connected", health.connected());
        json.add("url", Json.orNull(configured ? influx.url() : null));
        json.add("org", Json.orNull(configured ? influx.org() : null));
        json.add("bucket", Json.orNull(configured ? influx.bucket() : null));
        json.add("timeout", configured ? Json.createValue(influx.timeout().toMillis()) : JsonValue.NULL)
                .add("store", health.store())
                .add(
                        "health",
                        Json.createObjectBuilder()
                                .add("status", health.influxdb().status()));
        return json.add("writer", metrics.describe()).build();
    }
}
