package io.iotflow.timeseries;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** The file of an export as it is written: a piece at a time is compressed and stored, so that memory does not grow. */
final class ExportFile extends OutputStream {

    private static final int PIECE = 1 << 20;

    private final ExportStore store;
    private final Export export;
    private final byte[] piece = new byte[PIECE];
    private int size;
    private int pieces;
    private long bytes;
    private long rows;
    private Double progress;

    ExportFile(ExportStore store, Export export) {
        this.store = store;
        this.export = export;
    }

    /** Counts a row; the share of the export that is behind it, or null where that is not known. */
    void row(Double share) {
        rows++;
        progress = share;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, PIECE - size);
            System.arraycopy(from, offset + done, piece, size, part);
            size += part;
            done += part;
            if (size == PIECE) {
                store();
            }
        }
    }

    private void store() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(PIECE / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(piece, 0, size);
        }
        bytes += size;
        size = 0;
        store.append(export, pieces++, compressed.toByteArray(), rows, bytes, progress);
    }

    /** Stores the last piece, and says that it was the last. */
    void finish() throws IOException {
        if (size > 0) {
            store();
        }
        store.finish(export);
    }
}
