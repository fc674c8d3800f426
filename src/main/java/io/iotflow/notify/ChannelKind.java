package io.iotflow.notify;

import io.iotflow.platform.json.RequestBody;
import java.util.List;
import java.util.Optional;

/** One type of channel: what it is told by an operator, and how it sends. */
interface ChannelKind {

    /** Its name in the API. */
    String type();

    /** How many notices of a message it sends; where that is fewer than all, a message has no more. */
    Capacity capacity();

    /** What a channel of this type does where the operator does not say. */
    Defaults defaults();

    /** The members that are secrets: of each is answered only whether it is set. */
    List<String> secrets();

    /**
     * Reads what is its own of a request. A secret that is not given keeps its value.
     *
     * @param former what the channel had; none for a new one
     */
    Parts read(RequestBody body, Parts former);

    /**
     * Sends a message and waits until it is known what became of it, not longer than some time-outs.
     *
     * @return the status of HTTP, where that is what it speaks
     * @throws SendFailed when it did not arrive, or nobody knows
     */
    Optional<Integer> send(Parts channel, Message message) throws SendFailed;

    /**
     * How many notices one message has and names.
     *
     * @param most in one message
     * @param listed which are read for it; the others are only counted
     */
    record Capacity(int most, int listed) {

        /** All that wait, of which so many are listed. */
        static Capacity grouped(int listed) {
            return new Capacity(Integer.MAX_VALUE, listed);
        }

        /** At most so many, each of them sent. */
        static Capacity each(int most) {
            return new Capacity(most, most);
        }
    }

    /** The events that it wants, how long notices are gathered, and how many messages it takes. */
    record Defaults(List<String> events, int groupWait, int perHour, int burst) {

        /** For people: all events, gathered for 10 s, at most 10 at once and 60 an hour. */
        static final Defaults FOR_PEOPLE = new Defaults(Notice.Event.names(), 10, 60, 10);

        /** For programs: the events that change what is so, as fast as they come. */
        static final Defaults FOR_PROGRAMS = new Defaults(List.of("opened", "changed", "cleared"), 1, 3_600, 100);
    }
}
