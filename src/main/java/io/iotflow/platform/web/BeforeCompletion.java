package io.iotflow.platform.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request that has something to do before an asynchronous answer to it is complete; after that it would be too late. */
final class BeforeCompletion extends HttpServletRequestWrapper {

    private final Runnable last;
    private AsyncContext started;

    BeforeCompletion(HttpServletRequest request, Runnable last) {
        super(request);
        this.last = last;
    }

    /** Whether the answer comes asynchronously, or has come. */
    boolean isAwaited() {
        return started != null;
    }

    @Override
    public AsyncContext startAsync() {
        started = new CompletingContext(super.startAsync(), last);
        return started;
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        started = new CompletingContext(super.startAsync(request, response), last);
        return started;
    }

    @Override
    public AsyncContext getAsyncContext() {
        return started == null ? super.getAsyncContext() : started;
    }
}
