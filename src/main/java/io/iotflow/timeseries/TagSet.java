package io.iotflow.timeseries;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** All tags of data points that share them, so that they are numbered once. */
final class TagSet {

    private final Map<String, String> tags;
    private Long number;

    TagSet(Map<String, String> tags) {
        this.tags = tags;
    }

    Map<String, String> tags() {
        return tags;
    }

    /** The same number for the same tags, on every node and from both stores. */
    long number() {
        if (number == null) {
            byte[] text = new TreeMap<>(tags).toString().getBytes(StandardCharsets.UTF_8);
            number = UUID.nameUUIDFromBytes(text).getMostSignificantBits();
        }
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TagSet set && tags.equals(set.tags);
    }

    @Override
    public int hashCode() {
        return tags.hashCode();
    }

    @Override
    public String toString() {
        return tags.toString();
    }
}
