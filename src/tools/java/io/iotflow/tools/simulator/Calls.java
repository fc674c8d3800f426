package io.iotflow.tools.simulator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many calls to the server, a few at once. */
final class Calls {

    private static final int AT_ONCE = 8;

    private Calls() {}

    /** The results in the order of the calls; the first failure ends it. */
    static <T> List<T> all(List<Callable<T>> calls) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<T>> results = calls.stream().map(threads::submit).toList();
            List<T> all = new ArrayList<>(calls.size());
            for (Future<T> result : results) {
                all.add(result.get());
            }
            return all;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw e.getCause() instanceof IOException why ? why : new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
