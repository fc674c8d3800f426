package io.iotflow.timeseries;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.telemetry.store.FleetRow;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** Writes exports, one at a time on each node, whoever asked for them and on whichever node. */
@Singleton
class ExportRunner {

    private static final Duration UPKEEP = Duration.ofSeconds(15);

    private final ExportStore store;
    private final FleetAnswers answers;
    private final QuerySettings query;
    private final ExportSettings settings;
    private final BackgroundTask task;
    private final BackgroundTask upkeep;
    private volatile Export current;

    @Inject
    ExportRunner(
            ExportStore store,
            FleetAnswers answers,
            QuerySettings query,
            ExportSettings settings,
            BackgroundTasks tasks) {
        this.store = store;
        this.answers = answers;
        this.query = query;
        this.settings = settings;
        this.task = tasks.task("exports", "an export could not be written now; it is begun anew", this::turn);
        this.upkeep = tasks.task("export-upkeep", "exports that are over could not be removed now", this::lookAfter);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
        upkeep.start();
    }

    /** There is something to do. */
    void wake() {
        task.wake();
    }

    private Duration lookAfter() {
        Export mine = current;
        if (mine != null) {
            store.renew(mine);
        }
        store.tidy();
        return UPKEEP;
    }

    private Duration turn() throws IOException {
        Optional<Export> next = store.claim();
        if (next.isEmpty()) {
            return BackgroundTask.UNTIL_WOKEN;
        }
        run(next.get());
        return Duration.ZERO;
    }

    private void run(Export export) throws IOException {
        current = export;
        try {
            write(export);
        } catch (ExportStore.NotMine e) {
            return;
        } catch (Problem e) {
            store.fail(export, e.getMessage());
        } catch (Ending e) {
            store.giveBack(export);
        } finally {
            current = null;
        }
    }

    private void write(Export export) throws IOException {
        FleetQuestion question = ExportQuestion.read(Json.readObject(export.question()), query, export.createdAt());
        FleetAnswers.Prepared prepared = answers.prepare(question);
        ExportFile file = new ExportFile(store, export);
        if (question.isStreamed()) {
            FleetTable table = new FleetTable(file, question, FleetTable.header(question));
            prepared.read(question.limit().orElse(Integer.MAX_VALUE), settings.timeout, row -> {
                if (task.isClosing()) {
                    throw new Ending();
                }
                write(table, prepared, row);
                file.row(share(question, row));
            });
            table.close();
        } else {
            FleetAnswers.Page page = answers.page(prepared);
            if (page.next().isPresent() && question.limit().orElse(0) >= query.maxPoints) {
                throw Problem.invalid(
                        "shape",
                        "wide, and with fill, has at most IOTFLOW_QUERY_MAX_POINTS (" + query.maxPoints
                                + ") values; choose rows, or a shorter range");
            }
            FleetStream.table(file, prepared, page);
            page.rows().forEach(it -> file.row(null));
        }
        file.finish();
    }

    /** The application ends. */
    private static final class Ending extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Ending() {
            super("the application ends", null, false, false);
        }
    }

    private static void write(FleetTable table, FleetAnswers.Prepared prepared, FleetRow row) {
        try {
            table.row(row, prepared.labels(row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Readings come in the order of time, so theirs is known. */
    private static Double share(FleetQuestion question, FleetRow row) {
        if (question.isLatest() || !question.functions().isEmpty()) {
            return null;
        }
        Duration whole =
                Duration.between(question.range().start(), question.range().stop());
        Duration behind = Duration.between(question.range().start(), row.time());
        double share = behind.toMillis() / (double) Math.max(1, whole.toMillis());
        return question.newestFirst() ? 1 - share : share;
    }
}
