package io.iotflow.refusal;

import java.time.Instant;

/**
 * What a device was refused, once or more often.
 *
 * @param same what makes two refusals the same one
 * @param firstAt when it was refused for the first time
 * @param lastAt and for the last time
 * @param times how many requests, or messages over MQTT, were refused
 * @param messages how many messages were in them; a request that was not read counts as one
 */
record Refusal(Same same, Instant firstAt, Instant lastAt, long times, long messages) {

    private static final int LONGEST_DETAIL = 300;
    private static final int LONGEST_REQUEST = 200;

    /**
     * What a device, or whoever has its key, was refused. Texts are cut, and of one line: they came from outside.
     *
     * @param over {@code http} or {@code mqtt}
     * @param reason a stable code
     * @param detail the reason in words
     * @param request the method and path, or the topic
     * @param address where it came from; empty over MQTT, where only the broker knows
     */
    record Same(String over, String reason, String detail, String request, String address) {

        Same {
            detail = ShownText.line(detail, LONGEST_DETAIL);
            request = ShownText.line(request, LONGEST_REQUEST);
        }
    }

    /** One refusal, of this moment. */
    static Refusal now(Same same, Instant at, long messages) {
        return new Refusal(same, at, at, 1, messages);
    }

    /** Both together; a device that repeats its mistake must not drive out its other ones. */
    Refusal and(Refusal other) {
        return new Refusal(
                same,
                firstAt.isBefore(other.firstAt) ? firstAt : other.firstAt,
                lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt,
                times + other.times,
                messages + other.messages);
    }
}
