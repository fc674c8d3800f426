package io.iotflow.platform.web;

import io.iotflow.platform.problem.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The uncompressed form of a gzip stream; bytes that are none are the caller's mistake. */
final class UncompressedStream extends InputStream {

    private final InputStream compressed;
    private InputStream uncompressed;

    UncompressedStream(InputStream compressed) {
        this.compressed = compressed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            if (uncompressed == null) {
                uncompressed = new GZIPInputStream(compressed, 8192); // reads the header already
            }
            return uncompressed.read(buffer, offset, length);
        } catch (ZipException | EOFException e) {
            throw Problem.invalid("body", "is not valid gzip, as Content-Encoding says");
        }
    }

    @Override
    public void close() throws IOException {
        compressed.close();
    }
}
