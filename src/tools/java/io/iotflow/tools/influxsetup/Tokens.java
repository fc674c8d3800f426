package io.iotflow.tools.influxsetup;

import com.influxdb.client.BucketsQuery;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.domain.Authorization;
import com.influxdb.client.domain.AuthorizationPostRequest;
import com.influxdb.client.domain.AuthorizationUpdateRequest.StatusEnum;
import com.influxdb.client.domain.Bucket;
import com.influxdb.client.domain.Permission;
import com.influxdb.client.domain.PermissionResource;
import com.influxdb.exceptions.InfluxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds or makes the application's token: it may read and write our buckets and nothing else. */
final class Tokens {

    private static final String DESCRIPTION = "IoTFlow: reads and writes ";

    private final InfluxServer server;
    private final InfluxDBClient admin;
    private final String orgId;
    private final Report report;

    Tokens(InfluxServer server, InfluxDBClient admin, String orgId, Report report) {
        this.server = server;
        this.admin = admin;
        this.orgId = orgId;
        this.report = report;
    }

    /** The token, and what shall not be good any longer once the new one is kept. */
    record Kept(String token, List<Authorization> outdated) {}

    /**
     * @param known what {@code .env} or the environment has; kept while it may do what is needed
     * @param buckets all that it must read and write; the first is the telemetry's
     */
    Kept require(Optional<String> known, List<Bucket> buckets) {
        String description = DESCRIPTION + buckets.get(0).getName();
        try {
            List<Authorization> ours = admin.getAuthorizationsApi().findAuthorizationsByOrgID(orgId).stream()
                    .filter(it -> description.equals(it.getDescription()))
                    .toList();
            if (known.filter(it -> mayUse(it, buckets)).isPresent()) {
                report.found("token, reads and writes " + names(buckets));
                return new Kept(known.get(), List.of());
            }
            Optional<String> told = toldBy(ours, buckets);
            if (told.isPresent()) {
                report.changed("token was lost and is found again: InfluxDB still tells it");
                return new Kept(told.get(), List.of());
            }
            Authorization made = make(description, buckets);
            report.changed("token made, reads and writes " + names(buckets) + " and nothing else");
            return new Kept(made.getToken(), ours);
        } catch (InfluxException e) {
            throw Refusal.of(e, "finding or making the token for " + names(buckets));
        }
    }

    /** Takes back what {@link #require} replaced; after the new token is kept, so that none is lost in between. */
    void remove(List<Authorization> outdated) {
        try {
            for (Authorization legacy : outdated) {
                admin.getAuthorizationsApi().deleteAuthorization(legacy);
                report.changed("former token removed: whoever else used it needs the new one");
            }
        } catch (InfluxException e) {
            throw Refusal.of(e, "removing the former token");
        }
    }

    /** InfluxDB tells a token again, unless it stores only hashes (an option since 2.8). */
    private Optional<String> toldBy(List<Authorization> ours, List<Bucket> buckets) {
        return ours.stream()
                .filter(it -> it.getStatus() == StatusEnum.ACTIVE)
                .map(Authorization::getToken)
                .filter(it -> it != null && !it.isBlank() && mayUse(it, buckets))
                .findFirst();
    }

    private Authorization make(String description, List<Bucket> buckets) {
        List<Permission> permissions = new ArrayList<>();
        for (Bucket bucket : buckets) {
            for (Permission.ActionEnum action : Permission.ActionEnum.values()) {
                permissions.add(new Permission()
                        .action(action)
                        .resource(new PermissionResource()
                                .type(PermissionResource.TYPE_BUCKETS)
                                .id(bucket.getId())
                                .orgID(orgId)));
            }
        }
        AuthorizationPostRequest request =
                new AuthorizationPostRequest().orgID(orgId).permissions(permissions);
        request.setDescription(description);
        return admin.getAuthorizationsApi().createAuthorization(request);
    }

    private boolean mayUse(String token, List<Bucket> buckets) {
        try (InfluxDBClient client = server.client(token)) {
            return buckets.stream().allMatch(it -> mayRead(client, it) && server.mayWrite(token, orgId, it.getId()));
        }
    }

    private boolean mayRead(InfluxDBClient client, Bucket bucket) {
        BucketsQuery byId = new BucketsQuery();
        byId.setId(bucket.getId());
        try {
            return !client.getBucketsApi().findBuckets(byId).isEmpty();
        } catch (InfluxException refused) {
            if (refused.status() == 401 || refused.status() == 403 || refused.status() == 404) {
                return false;
            }
            throw refused;
        }
    }

    private static String names(List<Bucket> buckets) {
        return String.join(" and ", buckets.stream().map(Bucket::getName).toList());
    }
}
