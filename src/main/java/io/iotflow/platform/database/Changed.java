package io.iotflow.platform.database;

/**
 * Something changed and is committed; fired on every node, so that what is remembered of it can be forgotten.
 *
 * @param topic what kind of thing, such as {@code device}
 * @param subject which one; empty when it may be any
 */
public record Changed(String topic, String subject) {

    private static final String ANY = "*";

    /** After a time without the connection that brings the notification: anything may have changed. */
    static Changed everything() {
        return new Changed(ANY, "");
    }

    /** Whether it is about things of this kind. */
    public boolean concerns(String kind) {
        return topic.equals(kind) || topic.equals(ANY);
    }

    /** Whether it may be about all of its kind. */
    public boolean isEverything() {
        return subject.isEmpty();
    }
}
