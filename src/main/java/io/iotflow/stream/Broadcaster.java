package io.iotflow.stream;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.telemetry.store.BatchStored;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Reads the log for all listeners of this node: what is new once for all, what somebody missed page by page. Without a
 * listener it reads nothing. A commit of this node wakes it, those of others it finds within a second.
 */
@Singleton
class Broadcaster {

    private static final int ROWS = 500;
    private static final Duration AT_WORK = Duration.ofMillis(100); // one look for all that is committed meanwhile
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final Duration CHECK = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(14); // Payara ends a request after 15
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final EventLog log;
    private final StreamSettings settings;
    private final BackgroundTask task;
    private final Counter sent;
    private final Counter dropped;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Listener> joining = new ArrayList<>(); // by itself
    private volatile boolean isIdle;
    private boolean isFollowing;
    private Instant nextBeat = Instant.EPOCH;
    private Instant nextCheck = Instant.EPOCH;

    @Inject
    Broadcaster(EventLog log, StreamSettings settings, MetricRegistry metrics, BackgroundTasks tasks) {
        this.log = log;
        this.settings = settings;
        this.task = tasks.task("stream", "the live stream stands still; its listeners wait", this::turn);
        this.sent = metrics.counter("iotflow_stream_events");
        this.dropped = metrics.counter("iotflow_stream_dropped");
        metrics.gauge("iotflow_stream_listeners", listeners, List::size);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    void stop(@Observes ApplicationStopping stopping) {
        task.close();
        listeners.forEach(Listener::close);
    }

    void onStored(@Observes BatchStored batch) {
        if (isIdle && !listeners.isEmpty()) {
            task.wake();
        }
    }

    /** Lets a listener in; 429 when its caller has as many as one may have, 503 when there are too many in all. */
    void add(Listener listener) {
        synchronized (joining) {
            listeners.removeIf(Listener::isClosed);
            if (listeners.size() >= settings.listeners) {
                throw Problem.unavailable(
                        "As many listeners as this server takes (" + settings.listeners + ") are there. Try again.",
                        RETRY,
                        null);
            }
            long own = listeners.stream()
                    .filter(it -> it.caller().equals(listener.caller()))
                    .count();
            if (own >= settings.listenersPerCaller) {
                throw Problem.tooManyRequests(
                        "One caller may have " + settings.listenersPerCaller + " streams at once; close one.",
                        RETRY,
                        Map.of());
            }
            listeners.add(listener);
            joining.add(listener);
        }
        task.wake();
    }

    /** One look at the log. */
    Duration turn() {
        isIdle = false;
        listeners.removeIf(Listener::isClosed);
        if (listeners.isEmpty()) {
            isFollowing = false;
            return pause(BackgroundTask.UNTIL_WOKEN);
        }
        if (!isFollowing) {
            log.begin();
            isFollowing = true;
        }
        OptionalLong begin = log.position();
        if (begin.isEmpty()) {
            return AT_WORK;
        }
        greet(begin.getAsLong());
        boolean isMore = tell(begin.getAsLong());
        look(Instant.now());
        if (isMore) {
            return Duration.ZERO;
        }
        return log.isWaiting() || log.position().getAsLong() > begin.getAsLong() ? AT_WORK : pause(IDLE);
    }

    private Duration pause(Duration pause) {
        isIdle = true;
        return pause;
    }

    private void greet(long position) {
        List<Listener> all;
        synchronized (joining) {
            all = List.copyOf(joining);
            joining.clear();
        }
        all.forEach(it -> it.greet(it.position() < 0 ? position : it.position()));
    }

    /** Tells what is new to those who know what is old; whether there is more to tell at once. */
    private boolean tell(long begin) {
        EventLog.Page page = log.next(ROWS);
        boolean isMore = !page.isLast();
        for (Listener listener : listeners) {
            if (listener.position() < begin) {
                isMore |= catchUp(listener, begin);
            }
            if (listener.position() >= begin) {
                page.events().forEach(it -> hear(listener, it));
                listener.heardUpTo(page.end());
            }
        }
        return isMore;
    }

    /** A page of what a listener missed, as far as it has room; whether it could take more at once. */
    private boolean catchUp(Listener listener, long end) {
        if (listener.isEnding() || listener.position() < 0) {
            return false;
        }
        EventLog.Page page = log.between(listener.position(), end, ROWS);
        for (LogEvent event : page.events()) {
            if (!listener.hasRoomFor(event)) {
                return false;
            }
            hear(listener, event);
            listener.heardUpTo(event.id());
        }
        listener.heardUpTo(page.end());
        return !page.isLast();
    }

    private void hear(Listener listener, LogEvent event) {
        switch (listener.hear(event)) {
            case TAKEN -> sent.inc();
            case TOO_SLOW -> dropped.inc();
            case NOT_WANTED -> {}
        }
    }

    private void look(Instant now) {
        if (!now.isBefore(nextBeat)) {
            listeners.forEach(Listener::beat);
            nextBeat = now.plus(BEAT);
        }
        if (!now.isBefore(nextCheck)) {
            listeners.forEach(it -> it.check(now, LONGEST));
            nextCheck = now.plus(CHECK);
        }
    }
}
