package io.iotflow.platform.ratelimit;

import java.util.Arrays;
import java.util.Locale;

/** What is limited. Each kind has its setting {@code IOTFLOW_RATE_…} and buckets of its own. */
public enum LimitType {
    /** Messages of one device, over MQTT and HTTP together; a batch counts its points. */
    TELEMETRY("messages", false),
    /** Heartbeats of one device. */
    HEARTBEAT("heartbeats", false),
    /** Queries of one device about its data, commands and topics, page after page. */
    QUERIES("queries", false),
    /** All other calls of one device. */
    DEVICE("requests", false),
    /** Registrations from one address by callers that are not admin. */
    REGISTRATION("registrations", true),
    /** Keys from one address that are not known. */
    WRONG_KEYS("wrong keys", true);

    private final String plural;
    private final boolean perAddress;

    LimitType(String plural, boolean perAddress) {
        this.plural = plural;
        this.perAddress = perAddress;
    }

    /** Whether a name, perhaps of a newer node, is one of these. */
    static boolean isKnown(String name) {
        return Arrays.stream(values()).anyMatch(it -> it.name().equals(name));
    }

    /** What is counted, for a sentence. */
    String plural() {
        return plural;
    }

    /** Who is limited: an address, or a device. */
    boolean isPerAddress() {
        return perAddress;
    }

    /** The stable code in metrics, such as {@code wrong_keys}. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The setting's key, such as {@code iotflow.rate.wrong.keys}. */
    String key() {
        return "iotflow.rate." + code().replace('_', '.');
    }
}
