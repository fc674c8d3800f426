package io.iotflow.timeseries;

import io.iotflow.platform.problem.OneLine;
import io.iotflow.telemetry.store.FleetRow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lines of CSV or JSON, written as PostgreSQL hands them out: memory does not grow with the answer. What fails before the
 * first of them is a problem as any other, what fails later ends the connection.
 */
final class FleetStream implements StreamingOutput {

    private static final Logger LOG = Logger.getLogger(FleetStream.class.getName());

    private final FleetQuestion question;
    private final FleetAnswers.Prepared prepared;
    private final QuerySettings settings;
    private final StreamLimit.Lease lease;
    private final HttpServletRequest request;

    FleetStream(
            FleetAnswers.Prepared prepared,
            QuerySettings settings,
            StreamLimit.Lease lease,
            HttpServletRequest request) {
        this.question = prepared.question();
        this.prepared = prepared;
        this.settings = settings;
        this.lease = lease;
        this.request = request;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        Begun begun = new Begun(out);
        try (lease) {
            FleetTable table = new FleetTable(begun, question, FleetTable.header(question));
            prepared.read(
                    question.limit().orElse(Integer.MAX_VALUE),
                    settings.streamTimeout,
                    row -> write(table, row, prepared.labels(row)));
            table.close();
        } catch (RuntimeException e) {
            if (!begun.isTrue) {
                throw e; // it is still a problem's turn
            }
            LOG.log(Level.WARNING, () -> OneLine.of("an answer about many devices is aborted: " + e.getMessage()));
            LOG.log(Level.FINE, e, () -> "cause");
            throw AbortedResponse.because(e, request);
        }
    }

    /** Knows whether anything was written: from then on the status is the caller's already. */
    private static final class Begun extends FilterOutputStream {

        private boolean isTrue;

        Begun(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            isTrue = true;
            out.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            isTrue = true;
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            isTrue = true;
            out.flush();
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
    static void table(OutputStream out, FleetAnswers.Prepared prepared, FleetAnswers.Page page) throws IOException {
        FleetQuestion question = prepared.question();
        if (question.shape() == FleetQuestion.Shape.WIDE) {
            List<FleetSeries> all = page.series();
            try (FleetTable table = new FleetTable(out, question, FleetTable.wideHeader(question, all))) {
                for (List<Object> cells : FleetTable.wideRows(question, all)) {
                    table.line(cells);
                }
            }
            return;
        }
        try (FleetTable table = new FleetTable(out, question, FleetTable.header(question))) {
            for (FleetRow row : page.rows()) {
                table.row(row, prepared.labels(row));
            }
        }
    }
}
