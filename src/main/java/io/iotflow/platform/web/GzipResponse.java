package io.iotflow.platform.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.regex.Pattern;

/** An answer that may be compressed. Its length is told to the server only when it is clear that it goes out as it is. */
final class GzipResponse extends HttpServletResponseWrapper {

    /** Text, and what is text under another name; a stream of events must arrive one by one. */
    private static final Pattern SHRINKS = Pattern.compile("(text/(?!event-stream).*"
            + "|application/(json|javascript|xml|yaml|openapi.*|.*\\+json|.*\\+xml)|image/svg\\+xml)(;.*)?");

    private static final String LENGTH = "Content-Length";
    private static final String ENCODING = "Content-Encoding";

    private GzipStream stream;
    private PrintWriter writer;
    private long length = -1;

    GzipResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new GzipStream(super.getOutputStream(), this);
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), getCharacterEncoding()));
        }
        return writer;
    }

    /** The announced length, -1 when there is none. */
    long length() {
        return length;
    }

    /** Whether an answer of this status, type and encoding would be compressed, if it is long enough. */
    boolean mayCompress() {
        String type = getContentType();
        int status = getStatus();
        return status != SC_PARTIAL_CONTENT
                && status != SC_NO_CONTENT
                && status != SC_NOT_MODIFIED
                && getHeader(ENCODING) == null
                && type != null
                && SHRINKS.matcher(type.toLowerCase(Locale.ROOT)).matches();
    }

    /** The body follows compressed. */
    void announceCompression() {
        super.setHeader(ENCODING, "gzip");
    }

    /** The body follows as it is. */
    void announcePlain() {
        if (length >= 0) {
            super.setContentLengthLong(length);
        }
    }

    /** Writes what still waits. Does nothing when there is no body, so that the server may send its error page. */
    void finish() throws IOException {
        if (stream != null) {
            stream.last();
        }
        if (writer != null) {
            writer.flush();
        }
        if (stream != null) {
            stream.finish();
        } else {
            announcePlain();
        }
    }

    @Override
    public void flushBuffer() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (stream != null) {
            stream.flush();
        } else {
            announcePlain();
            super.flushBuffer();
        }
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        discard();
    }

    @Override
    public void reset() {
        super.reset();
        discard();
    }

    @Override
    public void sendError(int status) throws IOException {
        discard();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        discard();
        super.sendError(status, message);
    }

    private void discard() {
        length = -1;
        if (stream != null) {
            stream.discard();
        }
    }

    @Override
    public void setContentLength(int newLength) {
        length = newLength;
    }

    @Override
    public void setContentLengthLong(long newLength) {
        length = newLength;
    }

    @Override
    public void setHeader(String name, String value) {
        if (name.equalsIgnoreCase(LENGTH)) {
            length = Long.parseLong(value);
        } else {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (name.equalsIgnoreCase(LENGTH)) {
            length = Long.parseLong(value);
        } else {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        setHeader(name, String.valueOf(value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        addHeader(name, String.valueOf(value));
    }
}
