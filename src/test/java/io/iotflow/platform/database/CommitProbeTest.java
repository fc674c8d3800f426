package io.iotflow.platform.database;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitProbeTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger tries = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aDatabaseThatHangsIsAskedOnceAndSaidToHang() {
        CountDownLatch thawed = new CountDownLatch(1);
        CommitProbe probe = probe(Duration.ofMillis(50), () -> {
            tries.incrementAndGet();
            try {
                thawed.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
        });

        assertTrue(probe.problem().orElseThrow().startsWith("no commit in time"));
        assertTrue(probe.problem().isPresent());
        assertEquals(1, tries.get());
        thawed.countDown();
        soon().until(() -> probe.problem().isEmpty());
    }

    @Test
    void saysWhyNothingCanBeCommitted() {
        assertEquals(Optional.of("disk full"), failing("53100").problem());
        assertEquals(Optional.of("no connection"), failing("08006").problem());
        assertEquals(Optional.of("read only"), failing("25006").problem());
        assertEquals(Optional.of("no commit, SQLSTATE XX000"), failing("XX000").problem());
        assertEquals(Optional.empty(), probe(Duration.ofSeconds(10), () -> {}).problem());
    }

    private CommitProbe failing(String state) {
        return probe(Duration.ofSeconds(10), () -> {
            throw new SQLException("iotflow@10.0.0.1: secret", state);
        });
    }

    private CommitProbe probe(Duration patience, CommitProbe.Write write) {
        return new CommitProbe(write, threads, patience);
    }
}
