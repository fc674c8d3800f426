package io.iotflow.influx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the server was told to do wrong. */
final class Faults {
    private static final Duration LONGEST_HANG = Duration.ofSeconds(60);

    private final Set<String> refusedTokens = ConcurrentHashMap.newKeySet();
    private Answer forWrites;
    private Answer forQueries;
    private Answer forNext;
    private int goodQueries;
    private boolean cutsQueries;
    private int nextCount;
    private int answersToLose;
    private Duration hang = Duration.ZERO;
    private boolean hangsWritesOnly;
    private int recoveries;
    private int held;

    static Answer answer(int status, String body, Map<String, String> headers) {
        return new Answer(status, Map.copyOf(headers), body.getBytes(UTF_8));
    }

    synchronized void failWrites(Answer answer) {
        forWrites = answer;
    }

    synchronized void failQueries(Answer answer) {
        forQueries = answer;
    }

    synchronized void failQueriesAfter(int good, Answer answer) {
        goodQueries = good;
        forQueries = answer;
    }

    synchronized void cutQueries() {
        cutsQueries = true;
    }

    synchronized boolean cuts(Request request) {
        return cutsQueries && request.path().equals(QueryEndpoint.PATH);
    }

    synchronized void failNext(int count, Answer answer) {
        nextCount = count;
        forNext = answer;
    }

    synchronized void loseAnswers(int count) {
        answersToLose = count;
    }

    synchronized void hang(Duration duration) {
        hang = duration.compareTo(LONGEST_HANG) > 0 ? LONGEST_HANG : duration;
        hangsWritesOnly = false;
    }

    synchronized void hangWrites(Duration duration) {
        hang(duration);
        hangsWritesOnly = true;
    }

    void refuseToken(String token) {
        refusedTokens.add(token);
    }

    synchronized void recover() {
        refusedTokens.clear();
        forWrites = null;
        forQueries = null;
        nextCount = 0;
        goodQueries = 0;
        cutsQueries = false;
        answersToLose = 0;
        hang = Duration.ZERO;
        recoveries++;
        notifyAll();
    }

    boolean refuses(String token) {
        return refusedTokens.contains(token);
    }

    /** Holds the caller for as long as requests shall hang, or until the recovery. */
    synchronized void hold(Request request) throws InterruptedException {
        if (hangsWritesOnly && !request.path().equals(WriteEndpoint.PATH)) {
            return;
        }
        long deadline = System.nanoTime() + hang.toNanos();
        int before = recoveries;
        long left = hang.toMillis();
        held++;
        try {
            while (left > 0 && before == recoveries) {
                wait(left);
                left = (deadline - System.nanoTime()) / 1_000_000;
            }
        } finally {
            held--;
        }
    }

    synchronized boolean isHolding() {
        return held > 0;
    }

    /** The failure that the request shall get instead of its answer, or null. */
    synchronized Answer injected(Request request) {
        if (!request.path().startsWith("/api/v2/")) {
            return null;
        }
        if (nextCount > 0) {
            nextCount--;
            return forNext;
        }
        return switch (request.path()) {
            case WriteEndpoint.PATH -> forWrites;
            case QueryEndpoint.PATH -> goodQueries-- > 0 ? null : forQueries;
            default -> null;
        };
    }

    synchronized boolean losesAnswer(Request request) {
        if (answersToLose == 0 || !request.path().equals(WriteEndpoint.PATH)) {
            return false;
        }
        answersToLose--;
        return true;
    }
}
