package io.iotflow.alert;

import io.iotflow.telemetry.store.LogTail;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * All that the evaluation knows, in memory: rules, and what they remember of devices. Judges rows of the log in their order; who
 * gives it the same rows gets the same transitions. It is as of one position of the log, and is thrown away where what came of it
 * could not be committed. Of one thread.
 */
final class Evaluation {

    /** How far a reading's time may be ahead of ours, to open or clear. */
    static final Duration AHEAD = Duration.ofHours(1);

    private static final Logger LOG = Logger.getLogger(Evaluation.class.getName());

    private final int mostMemories;
    private final Map<Long, KnownDevice> devices = new HashMap<>();
    private final Memories memories = new Memories();
    private final NewestTimes newest;
    private RuleBook book = new RuleBook(List.of());

    /**
     * Empty.
     *
     * @param oldest how old a reading may be when it comes, to open or clear
     */
    Evaluation(Duration oldest, int mostMemories) {
        this.newest = new NewestTimes(oldest, AHEAD);
        this.mostMemories = mostMemories;
    }

    RuleBook book() {
        return book;
    }

    Memories memories() {
        return memories;
    }

    NewestTimes newest() {
        return newest;
    }

    /** The device of this row, or null. */
    KnownDevice device(long rowId) {
        return devices.get(rowId);
    }

    /** Whether no device was put in yet. */
    boolean isWithoutDevices() {
        return devices.isEmpty();
    }

    /** Makes it agree with which alerts are open, by their numbers. */
    void agree(Map<Pair, Long> open, Instant now) {
        Map<Pair, Long> ofRules = new HashMap<>(open);
        ofRules.keySet()
                .removeIf(it -> book.byId(it.rule()) == null || device(it.device()) == null); // cleared elsewhere
        memories.agree(ofRules, it -> book.byId(it.rule()).isFor(device(it.device())), now);
    }

    /** Other rules from now on; what those that are changed or gone remember is void. */
    void use(RuleBook other) {
        memories.removeIf(pair -> {
            Rule before = book.byId(pair.rule());
            Rule after = other.byId(pair.rule());
            return after == null || before != null && before.version() != after.version();
        });
        book = other;
        devices.values().forEach(it -> expect(it, Instant.EPOCH));
    }

    /** Takes a device, new or changed; where a rule is not for it any more, its alert is cleared. */
    void put(KnownDevice device, Instant now, Result result) {
        KnownDevice before = devices.put(device.rowId(), device);
        book.forget(device.rowId());
        if (before != null) {
            book.all().stream().filter(it -> !it.isFor(device)).forEach(it -> leave(it, device, now, result));
        }
        expect(device, before == null ? Instant.EPOCH : now);
    }

    private void leave(Rule rule, KnownDevice device, Instant now, Result result) {
        Pair pair = new Pair(rule.id(), device.rowId());
        Memory memory = memories.remove(pair);
        if (memory == null) {
            return;
        }
        memories.clock(pair);
        if (memory.isOpen) {
            memory.isOpen = false;
            result.add(rule, new Transition(Transition.Kind.CLEARED, device, memory, now, null, null));
        }
    }

    /** Forgets the devices that are not among these rows: they are deleted. */
    void keepOnly(Set<Long> rowIds) {
        devices.keySet().retainAll(rowIds);
        memories.removeIf(it -> !rowIds.contains(it.device()));
        newest.keepOnly(rowIds);
    }

    /** Forgets the devices of these ids, which are deleted. */
    void forget(Set<String> deviceIds) {
        Set<Long> kept = devices.values().stream()
                .filter(it -> !deviceIds.contains(it.deviceId()))
                .map(KnownDevice::rowId)
                .collect(Collectors.toSet());
        if (kept.size() < devices.size()) {
            keepOnly(kept);
        }
    }

    /** Silence is looked for from the beginning on. */
    private void expect(KnownDevice device, Instant joined) {
        for (Rule rule : book.all()) {
            Pair pair = new Pair(rule.id(), device.rowId());
            if (rule.condition().isOfSilence() && rule.isFor(device) && memories.get(pair) == null) {
                Memory memory = new Memory();
                rule.course().expect(latest(latest(rule.activeAt(), device.createdAt()), joined), memory);
                memories.put(pair, memory);
                memories.clock(pair);
            }
        }
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Judges rows whose devices are known; others are passed over. */
    void judge(List<LogTail.Row> rows, Result result) {
        for (LogTail.Row row : rows) {
            KnownDevice device = devices.get(row.deviceRowId());
            List<Rule> rules =
                    device == null || row.deviceId() == null ? List.of() : book.of(device, row.measurement());
            if (!rules.isEmpty()) {
                Instant time = row.time().truncatedTo(ChronoUnit.MICROS);
                judge(
                        rules,
                        new Reading(device, row.measurement(), time, row.receivedAt(), row.fields()),
                        row.id(),
                        result);
            }
        }
    }

    private void judge(List<Rule> rules, Reading reading, long position, Result result) {
        boolean isLate = newest.isLate(reading);
        for (Rule rule : rules) {
            if (isLate && !rule.condition().isOfArrival()) {
                result.figures().of(rule).late++;
            } else {
                judge(rule, reading, position, result);
            }
        }
    }

    /** Judges a reading that is in no log. */
    void judgeNow(Rule rule, Reading reading, Result result) {
        judge(rule, reading, Long.MAX_VALUE, result);
        memories.clock(new Pair(rule.id(), reading.device().rowId()));
    }

    /** One rule and one reading; whatever is wrong with them concerns no other. */
    private void judge(Rule rule, Reading reading, long position, Result result) {
        Pair pair = new Pair(rule.id(), reading.device().rowId());
        Memory memory = memories.get(pair);
        if (memory != null && position <= memory.position) {
            return; // it has judged this before it was stored
        }
        try {
            if (memory == null) {
                if (rule.course().isPlain(reading)) {
                    return;
                }
                if (memories.size() >= mostMemories) {
                    throw new NotJudged("There is too much to remember: rules and devices together have more than "
                            + mostMemories + " states.");
                }
                memory = new Memory();
            }
            memories.change(pair);
            rule.course().judge(reading, memory, it -> result.add(rule, it));
        } catch (NotJudged e) {
            result.figures().failed(rule, e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "rule " + rule.definition().name() + " fails on a reading");
            result.figures().failed(rule, "The rule fails on a reading; the log of the application says why.");
        }
        settle(rule, pair, memory, rule.course().timeOf(reading));
    }

    private void settle(Rule rule, Pair pair, Memory memory, Instant at) {
        if (memory != null && memory.isPlain(at, rule.course().damp().toSeconds())) {
            memories.remove(pair);
        } else if (memory != null) {
            memories.put(pair, memory);
        }
    }

    /** What the clock does up to now, at most so many; whether that was all. */
    boolean pass(Instant now, int most, Result result) {
        for (int i = 0; i < most; i++) {
            Optional<Pair> due = memories.due(now);
            if (due.isEmpty()) {
                return true;
            }
            pass(due.get(), now, result);
        }
        return false;
    }

    private void pass(Pair pair, Instant now, Result result) {
        Memory memory = memories.get(pair);
        Rule rule = book.byId(pair.rule());
        KnownDevice device = devices.get(pair.device());
        if (memory == null || rule == null || device == null) {
            return;
        }
        Instant next = memory.next();
        if (next != null && !next.isAfter(now)) {
            memories.clock(pair);
            rule.course().pass(now, device, memory, it -> result.add(rule, it));
        }
        memories.await(pair, memory);
    }
}
