package io.iotflow.quarantine;

import java.util.List;

/**
 * What a source of refusals does to let them in again. Each source implements it for its own; this module finds them all
 * and imports none.
 */
public interface Replayer {

    /** The source whose messages it takes, as {@link Refusal#source} names it. */
    String source();

    /**
     * Lets these messages through ingestion that refused them, and returns when it is known what became of each. The
     * transaction that stores a message takes it out of the quarantine, by {@link Quarantine#release}.
     */
    List<Replayed> replay(List<Quarantined> messages);
}
