package io.iotflow.influx;

import java.util.List;

/** A token and what it may do. */
record Authorization(
        String id, String token, String orgId, String userId, String description, List<Permission> permissions) {

    boolean may(Permission wanted) {
        return permissions.stream().anyMatch(it -> it.includes(wanted));
    }

    /** @throws InfluxFailure 401 naming the right, as InfluxDB does for resources that it keeps */
    void require(Permission wanted) {
        if (!may(wanted)) {
            throw InfluxFailure.unauthorized(wanted + " is unauthorized");
        }
    }

    boolean mayRead(Bucket bucket) {
        return may(new Permission(Permission.READ, "buckets", bucket.orgId(), bucket.id()));
    }

    boolean mayWrite(Bucket bucket) {
        return may(new Permission(Permission.WRITE, "buckets", bucket.orgId(), bucket.id()));
    }
}
