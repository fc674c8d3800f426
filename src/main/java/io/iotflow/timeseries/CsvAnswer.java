package io.iotflow.timeseries;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes page by page what a question finds, up to a limit or without one. */
final class CsvAnswer implements StreamingOutput {

    private final Pages pages;
    private final List<String> tagColumns;
    private final Streams.Lease lease;
    private List<DataPoint> page;
    private long left;

    /** Reads the first page at once, so that what fails can still be answered with a problem. */
    CsvAnswer(Pages pages, long limit, List<String> tagColumns, Streams.Lease lease) {
        this.pages = pages;
        this.left = limit;
        this.tagColumns = tagColumns;
        this.lease = lease;
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
                if (lease.isOver()) {
                    throw new IOException("a stream took longer than IOTFLOW_QUERY_STREAM_TIMEOUT");
                }
                page = next();
            }
            writer.flush();
        }
    }

    private List<DataPoint> next() {
        List<DataPoint> points = pages.next((int) Math.min(left, Pages.MOST));
        left -= points.size();
        return points;
    }
}
