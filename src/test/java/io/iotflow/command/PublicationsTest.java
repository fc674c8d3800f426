package io.iotflow.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PublicationsTest {

    private final Publications publications = new Publications();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final List<String> written = new ArrayList<>();

    @Test
    void writesWhatWasTakenApartFromWhatWasNot() {
        Publications.Round round = publications.begin(3, done);
        publications.end(round, new long[] {1}, true);
        publications.end(round, new long[] {2}, false);
        publications.end(round, new long[] {3, 4}, true);

        finish();

        assertEquals(List.of("taken [1, 3, 4]", "failed [2]"), written);
    }

    @Test
    void isDoneWhenAllOfARoundIsWritten() {
        Publications.Round round = publications.begin(2, done);
        publications.end(round, new long[] {1}, true);
        finish();
        assertFalse(done.isDone());

        publications.end(round, new long[] {2}, true);
        assertFalse(done.isDone());
        finish();
        assertTrue(done.isDone());
    }

    @Test
    void isDoneAtOnceWhenThereIsNothingToPublish() {
        publications.begin(0, done);
        assertTrue(done.isDone());
    }

    @Test
    void writesLaterWhatCouldNotBeWritten() {
        publications.end(publications.begin(1, done), new long[] {7}, true);

        assertThrows(IllegalStateException.class, () -> publications.finish(this::fail, this::fail));
        assertEquals(1, publications.underway());
        finish();

        assertEquals(List.of("taken [7]"), written);
        assertEquals(0, publications.underway());
        assertTrue(done.isDone());
    }

    private void finish() {
        publications.finish(
                taken -> written.add("taken " + Arrays.toString(taken)),
                failed -> written.add("failed " + Arrays.toString(failed)));
    }

    private void fail(long[] rows) {
        throw new IllegalStateException("PostgreSQL is down");
    }
}
