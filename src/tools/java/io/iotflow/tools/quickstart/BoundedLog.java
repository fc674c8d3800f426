package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps what a child writes in files of bounded size and number: whoever can make a server log must not fill the disk.
 * A line that is too long is cut, for it holds a stranger's text. When the disk is full lines are lost, and the child goes
 * on.
 */
final class BoundedLog {

    /** Five files of this size: 50 MB. */
    private static final long MAX_BYTES = 10_000_000;

    private static final int MAX_LINE = 16_384;
    private static final byte[] CUT = "... (cut)".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final long maxBytes;
    private final int maxLine;
    private OutputStream out;
    private long written;
    private int line;

    BoundedLog(Path file, long maxBytes, int maxLine) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.maxLine = maxLine;
    }

    /** Begins a new file and keeps what this process writes from now on. */
    static void keep(Process process, Path file) {
        LogFile.rotate(file);
        Thread thread =
                new Thread(() -> new BoundedLog(file, MAX_BYTES, MAX_LINE).copy(process.getInputStream()), "child-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** Until the child closes its end. */
    void copy(InputStream from) {
        byte[] buffer = new byte[MAX_LINE];
        try (from) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                write(buffer, count);
            }
        } catch (IOException e) {
            // The child is gone.
        } finally {
            close();
        }
    }

    private void write(byte[] buffer, int count) {
        try {
            int begin = 0;
            for (int i = 0; i < count; i++) {
                line++;
                if (buffer[i] == '\n') {
                    put(buffer, line > maxLine ? i : begin, i + 1);
                    begin = i + 1;
                    line = 0;
                    rotateWhenFull();
                } else if (line == maxLine) {
                    put(buffer, begin, i + 1);
                    put(CUT, 0, CUT.length);
                }
                if (line >= maxLine) {
                    begin = i + 1;
                }
            }
            put(buffer, begin, count);
        } catch (IOException e) {
            close(); // the disk is full, perhaps: the next piece tries again
        }
    }

    private void put(byte[] bytes, int begin, int end) throws IOException {
        if (begin < end) {
            if (out == null) {
                out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                written = Files.size(file);
            }
            out.write(bytes, begin, end - begin);
            written += end - begin;
        }
    }

    private void rotateWhenFull() {
        if (written > maxBytes) {
            close();
            LogFile.rotate(file);
        }
    }

    private void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            // What was written is there.
        } finally {
            out = null;
            written = 0;
        }
    }
}
