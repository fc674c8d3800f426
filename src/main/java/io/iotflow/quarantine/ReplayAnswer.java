package io.iotflow.quarantine;

import java.util.List;

/**
 * What became of a replay.
 *
 * @param notFound how many of the ids that were requested are not in the quarantine
 * @param remaining how many that fit the filter come after the last one tried
 * @param nextCursor goes on with those; null when there are none
 */
public record ReplayAnswer(
        String status,
        long accepted,
        long refused,
        long notFound,
        long remaining,
        String nextCursor,
        List<Line> results) {

    /**
     * What became of one message.
     *
     * @param outcome {@code accepted}, {@code refused} or {@code not_found}
     */
    public record Line(long id, String outcome, String reason, String detail) {

        static Line of(Replayed it) {
            String reason = it.reason() == null ? null : it.reason().code();
            return new Line(it.id(), it.outcome().code(), reason, it.detail());
        }
    }

    static ReplayAnswer of(List<Replayed> results, long remaining, String nextCursor) {
        return new ReplayAnswer(
                "success",
                count(results, Replayed.Outcome.ACCEPTED),
                count(results, Replayed.Outcome.REFUSED),
                count(results, Replayed.Outcome.NOT_FOUND),
                remaining,
                nextCursor,
                results.stream().map(Line::of).toList());
    }

    private static long count(List<Replayed> results, Replayed.Outcome outcome) {
        return results.stream().filter(it -> it.outcome() == outcome).count();
    }
}
