package io.iotflow.platform.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Decides by the first bytes, or by the announced length, whether the body is worth compressing. Flushing a body of unknown
 * length compresses it: it is a stream, and what was flushed can be uncompressed at once by the reader.
 */
final class GzipStream extends ServletOutputStream {

    /** Below this, gzip's own bytes and the work are not worth it. */
    static final int WORTH_IT = 1024;

    private final ServletOutputStream plain;
    private final GzipResponse response;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(WORTH_IT);
    private OutputStream decided;
    private boolean last;
    private boolean finished;

    GzipStream(ServletOutputStream plain, GzipResponse response) {
        this.plain = plain;
        this.response = response;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        if (decided == null && waiting.size() + length < WORTH_IT) {
            waiting.write(octets, offset, length);
            return;
        }
        decide(true);
        decided.write(octets, offset, length);
    }

    /** What follows is the last: from here on, flushing does not mean a stream. */
    void last() {
        last = true;
    }

    @Override
    public void flush() throws IOException {
        if (last) {
            return;
        }
        decide(response.length() < 0 || response.length() >= WORTH_IT);
        decided.flush();
    }

    private void decide(boolean worthIt) throws IOException {
        if (decided != null) {
            return;
        }
        if (worthIt && response.mayCompress() && !response.isCommitted()) {
            response.announceCompression();
            decided = new GZIPOutputStream(plain, 8192, true);
        } else {
            response.announcePlain();
            decided = plain;
        }
        waiting.writeTo(decided);
        waiting.reset();
    }

    /** Nothing more follows. */
    void finish() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        if (decided == null && waiting.size() == 0) {
            response.announcePlain(); // no body: the status says it all, or the server's error page follows
            return;
        }
        decide(false);
        if (decided instanceof GZIPOutputStream compressed) {
            compressed.finish();
        }
    }

    /** Forgets what has not gone out. */
    void discard() {
        waiting.reset();
        if (!response.isCommitted()) {
            decided = null;
        }
    }

    @Override
    public void close() throws IOException {
        finish();
        plain.close();
    }

    @Override
    public boolean isReady() {
        return plain.isReady();
    }

    /** Who writes without blocking is called back for the plain stream, so it gets just that. */
    @Override
    public void setWriteListener(WriteListener listener) {
        try {
            decide(false);
        } catch (IOException e) {
            listener.onError(e);
            return;
        }
        plain.setWriteListener(listener);
    }
}
