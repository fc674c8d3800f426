package io.iotflow.influx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The organization, its buckets and its one token, which exist once the server is set up. */
final class Directory {
    private final List<Bucket> buckets = new ArrayList<>();
    private Organization organization;
    private String token;
    private int lastId;

    record Organization(String id, String name) {}

    synchronized boolean isSetUp() {
        return organization != null;
    }

    synchronized void setUp(String orgName, String bucketName, Duration retention, String newToken) {
        organization = new Organization(newId(), orgName);
        token = newToken;
        addBucket(bucketName, retention);
    }

    synchronized Bucket addBucket(String name, Duration retention) {
        Bucket bucket = new Bucket(newId(), organization.id(), name, retention);
        buckets.add(bucket);
        return bucket;
    }

    synchronized void retain(String bucketName, Duration retention) {
        buckets.replaceAll(bucket -> bucket.name().equals(bucketName)
                ? new Bucket(bucket.id(), bucket.orgId(), bucketName, retention)
                : bucket);
    }

    synchronized boolean accepts(String candidate) {
        return token != null && token.equals(candidate);
    }

    synchronized Organization organization() {
        return organization;
    }

    synchronized List<Bucket> buckets() {
        return List.copyOf(buckets);
    }

    /** The organization that the request names by {@code org} (name or id) or {@code orgID}. */
    synchronized Organization organization(Request request) {
        String id = request.parameter("orgID");
        String nameOrId = request.parameter("org");
        if (id.isEmpty() && nameOrId.isEmpty()) {
            throw InfluxFailure.invalid("Please provide either orgID or org");
        }
        if (!id.isEmpty() || isId(nameOrId)) {
            if (organization == null || !organization.id().equals(id.isEmpty() ? nameOrId : id)) {
                throw InfluxFailure.notFound("organization not found");
            }
        } else if (organization == null || !organization.name().equals(nameOrId)) {
            throw InfluxFailure.notFound("organization name \"" + nameOrId + "\" not found");
        }
        return organization;
    }

    synchronized Optional<Bucket> bucket(String nameOrId) {
        return buckets.stream()
                .filter(bucket ->
                        Objects.equals(bucket.id(), nameOrId) || bucket.name().equals(nameOrId))
                .findFirst();
    }

    Bucket existingBucket(String nameOrId) {
        return bucket(nameOrId)
                .orElseThrow(() -> InfluxFailure.notFound("bucket " + GoFormat.quoted(nameOrId) + " not found"));
    }

    static boolean isId(String text) {
        return text.matches("[0-9a-fA-F]{16}");
    }

    private String newId() {
        lastId++;
        return String.format(Locale.ROOT, "0dd0b1e5%08x", lastId);
    }
}
