package io.iotflow.mapping;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Adds what this node counted to the figures that all nodes show; writes nothing where nothing was counted. */
@Singleton
class FiguresWriter {

    private static final Logger LOG = Logger.getLogger(FiguresWriter.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final MappingCache cache;
    private final MappingStore store;
    private final BackgroundTask task;

    @Inject
    FiguresWriter(MappingCache cache, MappingStore store, BackgroundTasks tasks) {
        this.cache = cache;
        this.store = store;
        this.task = tasks.task(
                "mapping-figures",
                "the figures of mappings cannot be written now; they are kept in memory",
                this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    void stop(@Observes ApplicationStopping stopping) {
        task.close();
        try {
            write();
        } catch (RuntimeException e) { // others have something to do at the end, too
            LOG.log(Level.WARNING, e, () -> "the last figures of mappings could not be written");
        }
    }

    private Duration turn() {
        write();
        return PAUSE;
    }

    private void write() {
        Map<Long, CompiledMapping> mappings = cache.last();
        Map<Long, Figures.Taken> counted = new HashMap<>();
        mappings.forEach((id, it) -> {
            Figures.Taken taken = it.mapping().figures().take();
            if (!taken.isNothing()) {
                counted.put(id, taken);
            }
        });
        if (counted.isEmpty()) {
            return;
        }
        try {
            store.addFigures(counted);
        } catch (RuntimeException e) {
            counted.forEach((id, taken) -> mappings.get(id).mapping().figures().giveBack(taken));
            throw e;
        }
    }
}
