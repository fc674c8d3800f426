package io.iotflow.timeseries;

import io.iotflow.platform.problem.OneLine;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Writes page by page what a query finds, up to a limit or without one. */
final class CsvAnswer implements StreamingOutput {

    private static final Logger LOG = Logger.getLogger(CsvAnswer.class.getName());

    private final PageReader pages;
    private final List<String> tagColumns;
    private final StreamLimit.Lease lease;
    private final HttpServletRequest request;
    private List<DataPoint> page;
    private long left;

    /** Reads the first page at once, so that what fails can still be answered with a problem. */
    CsvAnswer(
            PageReader pages,
            long limit,
            List<String> tagColumns,
            StreamLimit.Lease lease,
            HttpServletRequest request) {
        this.pages = pages;
        this.left = limit;
        this.tagColumns = tagColumns;
        this.lease = lease;
        this.request = request;
        this.page = next();
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try (lease) {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 16_384);
            DataPointCsv csv = new DataPointCsv(writer, tagColumns);
            csv.writeHeader();
            while (true) {
                for (DataPoint point : page) {
                    csv.write(point);
                }
                if (left == 0 || pages.isEnded()) {
                    break;
                }
                page = nextOrBreakOff();
            }
            writer.flush();
        }
    }

    private List<DataPoint> nextOrBreakOff() throws AbortedResponse {
        try {
            if (lease.isOver()) {
                throw new IllegalStateException("it takes longer than IOTFLOW_QUERY_STREAM_TIMEOUT");
            }
            return next();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, () -> OneLine.of("a CSV answer is aborted: " + e.getMessage()));
            LOG.log(Level.FINE, e, () -> "cause");
            throw AbortedResponse.because(e, request);
        }
    }

    private List<DataPoint> next() {
        List<DataPoint> points = pages.next((int) Math.min(left, PageReader.MAX));
        left -= points.size();
        return points;
    }
}
