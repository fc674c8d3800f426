package io.iotflow.platform.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that tells when it is answered, should it be answered asynchronously. It listens from the moment when that
 * begins: after the filter chain has returned, the answer may be complete and nothing left to listen to.
 */
final class AsyncCompletion extends HttpServletRequestWrapper {

    private final Runnable end;
    private boolean awaited;

    AsyncCompletion(HttpServletRequest request, Runnable end) {
        super(request);
        this.end = end;
    }

    /** Whether the answer comes asynchronously, and the end with it. */
    boolean isAwaited() {
        return awaited;
    }

    @Override
    public AsyncContext startAsync() {
        return listen(super.startAsync());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return listen(super.startAsync(request, response));
    }

    private AsyncContext listen(AsyncContext context) {
        awaited = true;
        context.addListener(new AsyncListener() {
            @Override
            public void onComplete(AsyncEvent event) {
                end.run();
            }

            @Override
            public void onStartAsync(AsyncEvent event) {
                event.getAsyncContext().addListener(this); // a new beginning forgets its listeners
            }

            @Override
            public void onTimeout(AsyncEvent event) {
                // Completion follows.
            }

            @Override
            public void onError(AsyncEvent event) {
                // Completion follows.
            }
        });
        return context;
    }
}
