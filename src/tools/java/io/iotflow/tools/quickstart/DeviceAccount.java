package io.iotflow.tools.quickstart;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A device that may be at the broker, as the registry knows it now.
 *
 * @param deviceId its id
 * @param id tells it from an earlier device with the same id
 * @param since when it was registered
 * @param keys those that are good now
 * @param groups the fleets whose commands it may read
 * @param mapped the filters of mappings below which it may publish
 */
public record DeviceAccount(
        String deviceId, long id, Instant since, List<Key> keys, List<String> groups, List<String> mapped) {

    public DeviceAccount {
        keys = List.copyOf(keys);
        groups = List.copyOf(groups);
        mapped = List.copyOf(mapped);
    }

    /**
     * A key of it.
     *
     * @param is whether a text is this key
     * @param until when it expires; {@link Instant#MAX} for never
     */
    public record Key(long id, Predicate<String> is, Instant until) {}

    /** What no other device has, or ever had: no device id has a slash. */
    String name() {
        return deviceId + "/" + id;
    }

    Optional<Key> key(Predicate<Key> wanted) {
        return keys.stream().filter(wanted).findFirst();
    }
}
