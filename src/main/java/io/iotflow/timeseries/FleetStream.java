package io.iotflow.timeseries;

import io.iotflow.platform.problem.OneLine;
import io.iotflow.telemetry.store.FleetRow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Lines of CSV or JSON, written as PostgreSQL hands them out: memory does not grow with the answer. */
final class FleetStream implements StreamingOutput {

    private static final Logger LOG = Logger.getLogger(FleetStream.class.getName());

    private final FleetQuestion question;
    private final FleetAnswers.Prepared prepared;
    private final QuerySettings settings;
    private final StreamLimit.Lease lease;
    private final HttpServletRequest request;

    FleetStream(
            FleetQuestion question,
            FleetAnswers.Prepared prepared,
            QuerySettings settings,
            StreamLimit.Lease lease,
            HttpServletRequest request) {
        this.question = question;
        this.prepared = prepared;
        this.settings = settings;
        this.lease = lease;
        this.request = request;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        List<String> labels = new ArrayList<>(question.groupBy().labels());
        try (lease;
                FleetTable table = new FleetTable(out, question, FleetTable.header(question, labels))) {
            Map<Object, Map<String, String>> known = new HashMap<>();
            prepared.read(question.limit().orElse(Integer.MAX_VALUE), settings.streamTimeout, row -> {
                Map<String, String> said = known.computeIfAbsent(
                        List.of(row.bucket(), row.tags()),
                        it -> FleetSeries.labels(row, prepared.buckets(), question.groupBy()));
                write(table, row, said);
            });
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, () -> OneLine.of("an answer about many devices is aborted: " + e.getMessage()));
            LOG.log(Level.FINE, e, () -> "cause");
            throw AbortedResponse.because(e, request);
        }
    }

    private static void write(FleetTable table, FleetRow row, Map<String, String> labels) {
        try {
            table.row(row, labels);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the caller has gone: the query ends
        }
    }

    /** Writes what is in memory, a row for each series and time or one for each time. */
    static void table(OutputStream out, FleetQuestion question, FleetAnswers.Page page) throws IOException {
        List<FleetSeries> all = page.series();
        boolean wide = question.shape() == FleetQuestion.Shape.WIDE;
        List<String> header = wide
                ? FleetTable.wideHeader(question, all)
                : FleetTable.header(question, question.groupBy().labels());
        try (FleetTable table = new FleetTable(out, question, header)) {
            if (wide) {
                for (List<Object> cells : FleetTable.wideRows(question, all)) {
                    table.line(cells);
                }
                return;
            }
            for (FleetSeries series : all) {
                for (FleetRow row : series.rows()) {
                    table.row(row, series.labels());
                }
            }
        }
    }
}
