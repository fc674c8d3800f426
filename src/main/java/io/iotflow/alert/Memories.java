package io.iotflow.alert;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What all rules remember of all devices, which of it is not stored yet, and when the clock changes something. */
final class Memories {

    private final Map<Pair, Memory> all = new HashMap<>();
    private final Set<Pair> changed = new LinkedHashSet<>();
    private final Set<Pair> clocked = new LinkedHashSet<>(); // of these, what judging the log again would not give
    private final Deadlines deadlines = new Deadlines();

    int size() {
        return all.size();
    }

    /** Null where nothing is remembered. */
    Memory get(Pair pair) {
        return all.get(pair);
    }

    /** Puts one in, which is stored or will be. */
    void put(Pair pair, Memory memory) {
        all.put(pair, memory);
        await(pair, memory);
    }

    Memory remove(Pair pair) {
        return all.remove(pair);
    }

    void removeIf(Predicate<Pair> isVoid) {
        all.keySet().removeIf(isVoid);
    }

    /** It is, or will be, another one than is stored. */
    void change(Pair pair) {
        changed.add(pair);
    }

    /** The same, by the clock or by what is in no log. */
    void clock(Pair pair) {
        changed.add(pair);
        clocked.add(pair);
    }

    /** Looks when the clock changes it next. */
    void await(Pair pair, Memory memory) {
        deadlines.add(pair, memory.next());
    }

    /** One that the clock may change up to this time. */
    Optional<Pair> due(Instant now) {
        return deadlines.poll(now);
    }

    /** What changed since the last call. */
    List<Pair> takeChanged() {
        List<Pair> taken = List.copyOf(changed);
        changed.clear();
        clocked.clear();
        return taken;
    }

    /** Of these, what the clock changed, or what is in no log. */
    List<Pair> takeClocked() {
        List<Pair> taken = List.copyOf(clocked);
        clocked.clear();
        return taken;
    }

    /** Devices of which a rule remembers something, for each of these rules. */
    Map<Long, Set<Long>> devicesOf(Set<Long> rules) {
        Map<Long, Set<Long>> devices = new HashMap<>();
        rules.forEach(it -> devices.put(it, new HashSet<>()));
        all.keySet().stream()
                .filter(it -> rules.contains(it.rule()))
                .forEach(it -> devices.get(it.rule()).add(it.device()));
        return devices;
    }

    /**
     * Makes them agree with which alerts are open, by their numbers.
     *
     * @param isFor whether the rule is for the device; else its alert is cleared now
     */
    void agree(Map<Pair, Long> open, Predicate<Pair> isFor, Instant now) {
        all.forEach((pair, memory) -> {
            if (memory.isOpen && !open.containsKey(pair)) {
                memory.isOpen = false;
                memory.since = null;
                memory.clearDue = null;
                await(pair, memory);
            }
        });
        open.forEach((pair, alert) -> {
            Memory memory = all.computeIfAbsent(pair, it -> new Memory());
            memory.isOpen = true;
            memory.alert = alert;
            if (!isFor.test(pair)) {
                memory.clearDue = now;
            }
            await(pair, memory);
        });
    }
}
