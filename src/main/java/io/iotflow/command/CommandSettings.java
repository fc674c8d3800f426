package io.iotflow.command;

import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.Config;

/** How long commands live; {@code IOTFLOW_COMMAND_*}. */
@Dependent
class CommandSettings {

    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofDays(3650);
    private static final long[] PAUSES = {10, 30, 60, 120, 300, 600, 1800, 3600};

    /** How long a command waits for its answer where the request does not say. */
    final Duration ttl;
    /** How long an answered, expired or cancelled one is kept. */
    final Duration keep;
    /** The longest pause between two repetitions. */
    final Duration longestPause;
    /** Whether the broker keeps a command for whoever subscribes later. */
    final boolean retained;

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    @Inject
    CommandSettings(Config config) {
        ttl = Durations.within(config, "iotflow.command.ttl", MIN, MAX);
        keep = Durations.within(config, "iotflow.command.keep", MIN, MAX);
        longestPause = Durations.within(config, "iotflow.command.longest.pause", MIN, MAX);
        retained = config.getValue("iotflow.command.retained", Boolean.class);
    }

    /** The pauses before one repetition and the next, in seconds; the last one stays. */
    long[] pauses() {
        long longest = longestPause.toSeconds();
        return LongStream.concat(LongStream.of(PAUSES).filter(it -> it < longest), LongStream.of(longest))
                .toArray();
    }
}
