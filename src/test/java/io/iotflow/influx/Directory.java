package io.iotflow.influx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Organizations, buckets, tokens and tasks, which exist once the server is set up. */
final class Directory {
    private static final String FIRST_USER = "0dd0b1e5000000ff";

    private final List<Organization> organizations = new ArrayList<>();
    private final List<Bucket> buckets = new ArrayList<>();
    private final List<Authorization> authorizations = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private int lastId;

    record Organization(String id, String name) {}

    synchronized boolean isSetUp() {
        return !organizations.isEmpty();
    }

    /** The first organization and bucket, and a token that may do everything. */
    synchronized Authorization setUp(String orgName, String bucketName, Duration retention, String token) {
        Organization organization = addOrganization(orgName);
        addBucket(organization.id(), bucketName, retention);
        return authorize(
                organization.id(),
                FIRST_USER,
                token,
                "",
                List.of(
                        new Permission(Permission.READ, Permission.INSTANCE, "", ""),
                        new Permission(Permission.WRITE, Permission.INSTANCE, "", "")));
    }

    synchronized Organization addOrganization(String name) {
        Organization organization = new Organization(newId(), name);
        organizations.add(organization);
        return organization;
    }

    synchronized List<Organization> organizations() {
        return List.copyOf(organizations);
    }

    /** The organization that the request names by {@code org} (name or id) or {@code orgID}. */
    synchronized Organization organization(Request request) {
        String id = request.parameter("orgID");
        String nameOrId = request.parameter("org");
        if (id.isEmpty() && nameOrId.isEmpty()) {
            throw InfluxFailure.invalid("Please provide either orgID or org");
        }
        if (!id.isEmpty() || isId(nameOrId)) {
            String wanted = id.isEmpty() ? nameOrId : id;
            return organizations.stream()
                    .filter(it -> it.id().equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> InfluxFailure.notFound("organization not found"));
        }
        return organizations.stream()
                .filter(it -> it.name().equals(nameOrId))
                .findFirst()
                .orElseThrow(() -> InfluxFailure.notFound("organization name \"" + nameOrId + "\" not found"));
    }

    synchronized Bucket addBucket(String orgId, String name, Duration retention) {
        Bucket bucket = new Bucket(newId(), orgId, name, retention);
        buckets.add(bucket);
        return bucket;
    }

    synchronized List<Bucket> buckets() {
        return List.copyOf(buckets);
    }

    synchronized Bucket retain(String bucketId, Duration retention) {
        buckets.replaceAll(bucket -> bucket.id().equals(bucketId)
                ? new Bucket(bucket.id(), bucket.orgId(), bucket.name(), retention)
                : bucket);
        return buckets.stream()
                .filter(it -> it.id().equals(bucketId))
                .findFirst()
                .orElseThrow(() -> InfluxFailure.notFound("bucket not found"));
    }

    synchronized Optional<Bucket> bucket(Organization organization, String nameOrId) {
        return buckets.stream()
                .filter(bucket -> bucket.orgId().equals(organization.id()))
                .filter(bucket ->
                        Objects.equals(bucket.id(), nameOrId) || bucket.name().equals(nameOrId))
                .findFirst();
    }

    Bucket existingBucket(Organization organization, String nameOrId) {
        return bucket(organization, nameOrId)
                .orElseThrow(() -> InfluxFailure.notFound("bucket " + GoFormat.quoted(nameOrId) + " not found"));
    }

    synchronized Authorization authorize(
            String orgId, String userId, String token, String description, List<Permission> permissions) {
        Authorization made = new Authorization(newId(), token, orgId, userId, description, List.copyOf(permissions));
        authorizations.add(made);
        return made;
    }

    synchronized List<Authorization> authorizations() {
        return List.copyOf(authorizations);
    }

    synchronized Optional<Authorization> authorization(String token) {
        return authorizations.stream().filter(it -> it.token().equals(token)).findFirst();
    }

    synchronized boolean removeAuthorization(String id) {
        return authorizations.removeIf(it -> it.id().equals(id));
    }

    synchronized List<Task> tasks() {
        return List.copyOf(tasks);
    }

    /** Keeps a task under a new id, or instead of the one with its id. */
    synchronized Task keep(Task task) {
        Task kept = task.id().isEmpty()
                ? new Task(newId(), task.orgId(), task.name(), task.flux(), task.status(), task.every(), task.offset())
                : task;
        tasks.removeIf(it -> it.id().equals(kept.id()));
        tasks.add(kept);
        return kept;
    }

    static boolean isId(String text) {
        return text.matches("[0-9a-fA-F]{16}");
    }

    private String newId() {
        lastId++;
        return String.format(Locale.ROOT, "0dd0b1e5%08x", lastId);
    }
}
