package io.iotflow.refusal;

import java.util.List;

/**
 * How many messages were refused since the last time; fired in the transaction that writes the refusals, so that an
 * observer who adds the numbers up in PostgreSQL counts each once. When it throws, nothing is written, and all of it comes
 * again.
 */
public record MessagesRefused(List<Count> counts) {

    /**
     * How many by one transport and reason; of everybody, also of callers whom nobody knows.
     *
     * @param over {@code http} or {@code mqtt}
     * @param reason the code that {@code iotflow_refused_total} has, too. With {@code unavailable} and {@code internal_error}
     *     it is not known whether the message was stored after all.
     */
    public record Count(String over, String reason, long messages) {}
}
