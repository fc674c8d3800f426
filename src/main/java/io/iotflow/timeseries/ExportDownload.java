package io.iotflow.timeseries;

import io.iotflow.platform.problem.OneLine;
import io.iotflow.platform.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;

/** Writes the file of an export, a piece at a time. */
final class ExportDownload implements StreamingOutput {

    private static final Logger LOG = Logger.getLogger(ExportDownload.class.getName());

    private final ExportStore store;
    private final Export export;
    private final StreamLimit.Lease lease;
    private final HttpServletRequest request;
    private final byte[] first;

    /** Reads the first piece at once, so that what fails can still be answered with a problem. */
    ExportDownload(ExportStore store, Export export, StreamLimit.Lease lease, HttpServletRequest request) {
        this.store = store;
        this.export = export;
        this.lease = lease;
        this.request = request;
        try {
            this.first = piece(0);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try (lease) {
            for (int number = 0; number < export.pieces(); number++) {
                byte[] piece = number == 0 ? first : pieceOrBreakOff(number);
                try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(piece))) {
                    plain.transferTo(out);
                }
            }
        }
    }

    private byte[] pieceOrBreakOff(int number) throws AbortedResponse {
        try {
            if (lease.isOver()) {
                throw new IllegalStateException("it takes longer than IOTFLOW_QUERY_STREAM_TIMEOUT");
            }
            return piece(number);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, () -> OneLine.of("the download of an export is aborted: " + e.getMessage()));
            throw AbortedResponse.because(e, request);
        }
    }

    private byte[] piece(int number) {
        return store.piece(export.id(), number)
                .orElseThrow(() -> Problem.notFound("This export has no file any more."));
    }
}
