package io.iotflow.platform.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/** The server's own context, but for what is done before it is told that the answer is complete. */
final class CompletingContext implements AsyncContext {

    private final AsyncContext own;
    private final Runnable before;

    CompletingContext(AsyncContext own, Runnable before) {
        this.own = own;
        this.before = before;
    }

    @Override
    public void complete() {
        try {
            before.run();
        } finally {
            own.complete();
        }
    }

    @Override
    public ServletRequest getRequest() {
        return own.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return own.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return own.hasOriginalRequestAndResponse();
    }

    @Override
    public void dispatch() {
        own.dispatch();
    }

    @Override
    public void dispatch(String path) {
        own.dispatch(path);
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        own.dispatch(context, path);
    }

    @Override
    public void start(Runnable task) {
        own.start(task);
    }

    @Override
    public void addListener(AsyncListener listener) {
        own.addListener(listener);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
        own.addListener(listener, request, response);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return own.createListener(type);
    }

    @Override
    public void setTimeout(long millis) {
        own.setTimeout(millis);
    }

    @Override
    public long getTimeout() {
        return own.getTimeout();
    }
}
