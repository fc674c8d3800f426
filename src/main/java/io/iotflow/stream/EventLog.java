package io.iotflow.stream;

import io.iotflow.alert.AlertEvents;
import io.iotflow.telemetry.store.LogTail;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The log's rows and what became of alerts, in the order of the ids that both have from one sequence. Of one thread. */
@Dependent
class EventLog {

    private final LogTail tail;
    private final AlertEvents alerts;
    private List<LogTail.Row> rest = List.of(); // rows behind the position that the tail has handed out
    private boolean isLast = true; // whether the tail had no more
    private long position = -1;

    @Inject
    EventLog(LogTail tail, AlertEvents alerts) {
        this.tail = tail;
        this.alerts = alerts;
    }

    /**
     * Events in order.
     *
     * @param end up to which id these are all
     * @param isLast whether there are no more for now
     */
    record Page(List<LogEvent> events, long end, boolean isLast) {}

    /** Begins, or begins anew, at the end. */
    void begin() {
        tail.begin();
        rest = List.of();
        isLast = true;
        position = -1;
    }

    /** Up to which id everything was handed out; empty until that is known. */
    OptionalLong position() {
        if (position < 0) {
            position = tail.position().orElse(-1);
        }
        return position < 0 ? OptionalLong.empty() : OptionalLong.of(position);
    }

    /** Whether something was noticed that is not committed yet. */
    boolean isWaiting() {
        return tail.isWaiting();
    }

    /** The next events, once there is a position; of either kind at most so many. */
    Page next(int max) {
        if (position == tail.position().orElseThrow()) {
            LogTail.Page page = tail.next(max, alerts::isBetween);
            rest = page.rows();
            isLast = page.isLast();
        }
        long end = tail.position().orElseThrow();
        Page page = page(position, rest, end, max);
        rest = rest.stream().filter(it -> it.id() > page.end()).toList();
        position = page.end();
        return new Page(page.events(), page.end(), isLast && page.end() == end);
    }

    /** Events that were handed out before, from behind this position to that one; of either kind at most so many. */
    Page between(long after, long last, int max) {
        LogTail.Page page = tail.between(after, last, max);
        long end =
                page.isLast() ? last : page.rows().get(page.rows().size() - 1).id();
        Page events = page(after, page.rows(), end, max);
        return new Page(events.events(), events.end(), events.end() == last);
    }

    /** Both kinds from behind a position, to the end of these rows or less far. */
    private Page page(long after, List<LogTail.Row> rows, long rowsEnd, int max) {
        List<AlertEvents.AlertEvent> some = alerts.between(after, rowsEnd, max);
        long end = some.size() == max ? some.get(max - 1).id() : rowsEnd;
        List<LogEvent> events = new ArrayList<>(Stream.concat(
                        rows.stream()
                                .filter(it -> it.id() <= end)
                                .map(LogEvent::of)
                                .flatMap(Optional::stream),
                        some.stream().map(LogEvent::of))
                .toList());
        events.sort(Comparator.comparingLong(LogEvent::id));
        return new Page(events, end, end == rowsEnd);
    }
}
