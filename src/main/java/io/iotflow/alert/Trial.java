package io.iotflow.alert;

import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.JudgedHistory;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Judges what the log has by a rule that is not saved, by the very classes that judge what comes. */
@Singleton
class Trial {

    /** So many messages are read; what has more is refused, because half of it says nothing. */
    static final int MOST_MESSAGES = 200_000;

    private static final int AT_ONCE = 2;
    private static final int DEADLINES = 1_000_000;

    private final Fleet fleet;
    private final JudgedHistory history;
    private final AlertSettings settings;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    @Inject
    Trial(Fleet fleet, JudgedHistory history, AlertSettings settings) {
        this.fleet = fleet;
        this.history = history;
        this.settings = settings;
    }

    /** What would have been opened; times are null where it would be open still. */
    record Opened(String deviceId, Instant openedAt, Instant clearedAt, int reopened, String message) {}

    /**
     * What came of it.
     *
     * @param devices how many the rule is for
     * @param failed how many messages it could make nothing of
     */
    record Outcome(int devices, int messages, List<Opened> alerts, long failed, String lastError) {}

    /** Tries a rule on a range of time; 400 where that is too much, 503 where others try already. */
    Outcome of(RuleDefinition definition, Instant start, Instant stop) {
        if (definition.course().condition() instanceof Refused) {
            throw Problem.invalid("condition", "cannot be tried: refused messages are in no log");
        }
        if (!slots.tryAcquire()) {
            throw Problem.unavailable(
                    "Two rules are being tried at this moment. Try again.", Duration.ofSeconds(5), null);
        }
        try {
            return judge(new Rule(0, 0, start, definition), start, stop);
        } finally {
            slots.release();
        }
    }

    private Outcome judge(Rule rule, Instant start, Instant stop) {
        Evaluation evaluation = new Evaluation(settings.oldest, settings.states);
        Result result = new Result();
        List<KnownDevice> devices = fleet.all().stream().filter(rule::isFor).toList();
        devices.forEach(it -> evaluation.put(it, start, result));
        evaluation.use(new RuleBook(List.of(rule)));
        JudgedHistory.Wanted wanted = new JudgedHistory.Wanted(
                devices.stream().mapToLong(KnownDevice::rowId).toArray(),
                rule.definition().measurement(),
                start,
                stop,
                rule.condition().isOfArrival());
        int messages = history.read(wanted, MOST_MESSAGES + 1, rows -> evaluation.judge(rows, result));
        if (messages > MOST_MESSAGES) {
            throw Problem.invalid(
                    "start",
                    "begins a range with more than " + MOST_MESSAGES
                            + " messages; choose a shorter one, or fewer devices");
        }
        Instant now = Instant.now();
        evaluation.pass(stop.isBefore(now) ? stop : now, DEADLINES, result);
        Figures.OfRule figures = result.figures().of(rule);
        return new Outcome(devices.size(), messages, opened(result), figures.failed, figures.lastError);
    }

    private static List<Opened> opened(Result result) {
        List<AlertChange> all = new ArrayList<>();
        Map<Memory, AlertChange> last = new IdentityHashMap<>();
        for (Result.Happened happened : result.happened()) {
            Transition transition = happened.transition();
            if (transition.kind() == Transition.Kind.OPENED) {
                AlertChange change = new AlertChange(0, happened.rule(), transition.device(), true);
                last.put(transition.memory(), change);
                all.add(change);
            }
            last.get(transition.memory()).add(transition, false);
        }
        return all.stream()
                .map(it ->
                        new Opened(it.device().deviceId(), it.openedAt(), it.clearedAt(), it.reopened(), it.message()))
                .toList();
    }
}
