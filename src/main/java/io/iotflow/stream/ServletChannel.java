package io.iotflow.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An asynchronous answer that is written without waiting (Jakarta Servlet 6 section 3.7): it keeps no thread. */
final class ServletChannel implements Channel, WriteListener, AsyncListener {

    private static final Logger LOG = Logger.getLogger(ServletChannel.class.getName());

    private final AsyncContext context;
    private final ServletOutputStream out;
    private volatile Listener listener;
    private volatile boolean isOpen;

    private ServletChannel(AsyncContext context) throws IOException {
        this.context = context;
        this.out = context.getResponse().getOutputStream();
    }

    /** The answer of a request that is asynchronous already. */
    static ServletChannel of(AsyncContext context) throws IOException {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(StreamResource.EVENTS);
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no"); // nginx passes each event on at once
        return new ServletChannel(context);
    }

    /** Whom to call when there is room, and when the caller has gone. */
    void open(Listener of) {
        listener = of;
        context.addListener(this);
        out.setWriteListener(this);
    }

    @Override
    public boolean isReady() {
        return isOpen && out.isReady();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() {
        isOpen = false;
        try {
            context.complete();
        } catch (IllegalStateException e) { // it is complete
            LOG.log(Level.FINE, e, () -> "a stream had ended already");
        }
    }

    @Override
    public void onWritePossible() {
        isOpen = true;
        listener.write();
    }

    @Override
    public void onError(Throwable failure) {
        listener.close();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        listener.close();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        listener.close();
    }

    @Override
    public void onError(AsyncEvent event) {
        listener.close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // It is begun once.
    }
}
