package io.iotflow.quarantine;

import java.util.Locale;

/**
 * What became of a message that was replayed.
 *
 * @param reason why it was refused again, else null
 * @param detail the same for a person, else null
 */
public record Replayed(long id, Outcome outcome, Reason reason, String detail) {

    /** The code is the lower-case name. */
    public enum Outcome {
        /** Stored, and no longer in the quarantine. */
        ACCEPTED,
        /** Refused again, and still in the quarantine. */
        REFUSED,
        /** Not in the quarantine: deleted, or replayed by somebody else. */
        NOT_FOUND;

        /** The code that stands in answers. */
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Stored. */
    public static Replayed accepted(long id) {
        return new Replayed(id, Outcome.ACCEPTED, null, null);
    }

    /** Refused again. */
    public static Replayed refused(long id, Reason reason, String detail) {
        return new Replayed(id, Outcome.REFUSED, reason, detail);
    }

    /** Somebody else was faster. */
    public static Replayed notFound(long id) {
        return new Replayed(id, Outcome.NOT_FOUND, null, "is not in the quarantine (any more)");
    }
}
