package io.iotflow.platform.task;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;

/** A few threads that requests may use beside their own, all requests together: who gets none does its work alone. */
public final class SpareThreads {

    private final Executor executor;
    private final Semaphore free;

    /** @param count how many there are for all */
    public SpareThreads(Executor executor, int count) {
        this.executor = executor;
        this.free = new Semaphore(count);
    }

    /** Some of them, which are the caller's until their work ends. */
    public final class Taken {

        private final int count;

        private Taken(int count) {
            this.count = count;
        }

        public int count() {
            return count;
        }

        /**
         * Starts one work on each, which is told its number: 1 to {@link #count}. To be called once.
         *
         * @throws RejectedExecutionException when the application ends
         */
        public void run(IntConsumer work) {
            int started = 0;
            try {
                for (int number = 1; number <= count; number++) {
                    start(work, number);
                    started = number;
                }
            } finally {
                free.release(count - started);
            }
        }

        private void start(IntConsumer work, int number) {
            executor.execute(() -> {
                try {
                    work.accept(number);
                } finally {
                    free.release();
                }
            });
        }
    }

    /** As many as are free now, and at most so many. */
    public Taken take(int most) {
        int count = 0;
        while (count < most && free.tryAcquire()) {
            count++;
        }
        return new Taken(count);
    }
}
