package io.iotflow.tools.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is found when the load has ended, as a table, and whether all of it is as it should be. */
final class NodesReport {

    private final NodesStack stack;
    private final PointStore points;
    private final StringBuilder table = new StringBuilder("| all | found |\n|---|---|\n");
    private boolean isRight = true;

    NodesReport(NodesStack stack, PointStore points) {
        this.stack = stack;
        this.points = points;
    }

    private interface Rest {
        long now() throws SQLException;
    }

    /** Until nothing is left, or a minute has passed; what is left then. */
    private static long awaitNone(Rest rest) throws SQLException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (rest.now() > 0 && System.nanoTime() < end) {
            Threads.sleep(Duration.ofMillis(200));
        }
        return rest.now();
    }

    void stored(String way, Load load) throws SQLException {
        try (Store store = new Store(stack.database())) {
            awaitNone(() -> load.acknowledgedCount() - store.count(load.plan.measurement()));
        }
        StoredMessages stored = StoredMessages.read(stack.database(), load.plan.measurement());
        long lost = StoredMessages.count(stored.missing(load.acknowledged()));
        require(lost == 0 && stored.duplicates() == 0);
        row(
                way,
                String.format(
                        Locale.ROOT,
                        "%,d acknowledged, %,d stored, **%d lost, %d doubled**; %,d stored behind a later one of their device",
                        load.acknowledgedCount(),
                        stored.rows(),
                        lost,
                        stored.duplicates(),
                        stored.outOfOrder()));
    }

    void checks(NodesChecks checks) throws IOException, InterruptedException {
        checks.report(this);
        checks.wrong().forEach(this::wrong);
    }

    void refused(Load http) {
        row("HTTP attempts refused (4xx)", Long.toString(http.refused()));
        require(http.refused() == 0);
    }

    /** What an upgrade has done to the tables. */
    void changeSets(List<String> before) throws SQLException {
        List<String> added = new ArrayList<>(stack.changeSets());
        added.removeAll(before);
        if (!added.isEmpty()) {
            row("change sets", before.size() + " before, and these: " + String.join(", ", added));
        }
    }

    void limit(NodesLimit.Outcome limit) {
        row("rate limit", limit.toString());
        if (!limit.isRight()) {
            wrong("the nodes do not share the rate limit");
        }
    }

    void forwarded(Load... loads) throws IOException, SQLException, InterruptedException {
        long left;
        long rows = 0;
        long found = 0;
        try (Store store = new Store(stack.database())) {
            left = awaitNone(store::waitingToForward);
            for (Load load : loads) {
                rows += store.count(load.plan.measurement());
                found += points.points(load.plan.measurement());
            }
        }
        require(left == 0 && rows == found);
        row(
                "forwarding",
                String.format(
                        Locale.ROOT,
                        "%,d points of %,d rows, %d left to write; %s",
                        found,
                        rows,
                        left,
                        points.describe()));
    }

    void nodes() throws IOException, InterruptedException {
        for (AppNode node : stack.up()) {
            row(node.name() + ", since its start", new NodeFigures(node).toString());
        }
    }

    void circumstances(String broker) {
        row("broker", broker);
        row("processor", Machine.processor() + "; load average " + Machine.loadAverage());
    }

    /** Something that is not as it should be. */
    void wrong(String what) {
        row("**wrong**", what);
        require(false);
    }

    void row(String what, String found) {
        table.append("| ").append(what).append(" | ").append(found).append(" |\n");
    }

    private void require(boolean condition) {
        isRight &= condition;
    }

    boolean isRight() {
        return isRight;
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
