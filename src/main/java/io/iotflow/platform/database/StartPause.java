package io.iotflow.platform.database;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses of a start that waits for something. The server does not end before its start has, so that SIGTERM ends them. */
final class StartPause implements AutoCloseable {

    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread hook = new Thread(ending::countDown, "iotflow start");

    StartPause() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Waits for a second.
     *
     * @throws InterruptedException when the server is to end
     */
    void second() throws InterruptedException {
        if (ending.await(1, TimeUnit.SECONDS)) {
            throw new InterruptedException("the server is to end");
        }
    }

    @Override
    public void close() {
        if (ending.getCount() > 0) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It is ending this moment.
            }
        }
    }
}
