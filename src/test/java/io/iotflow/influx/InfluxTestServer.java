package io.iotflow.influx;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A test double of InfluxDB 2.7: an HTTP server in the test's JVM, on 127.0.0.1 only, that speaks the documented API
 * for tests that have no real InfluxDB at hand, and that can be told to fail.
 *
 * <p>It follows InfluxDB OSS 2.7: line protocol and its error messages, partial writes, field types per shard, delete
 * predicates, annotated CSV, status codes and error bodies. It was compared with influxd 2.8.0 (built from source; no
 * 2.7 binary was at hand) in 630 requests, most of them odd: all answers agree but for what is left out below.
 *
 * <p>It leaves out, and answers 400 or 501 to, what our code must not use: Flux other than the one pipeline that we
 * send, selectors in windows after {@code group()}, {@code limit(n: 0)}, and {@code _measurement !=} in a delete, which
 * the real server applies to some measurements only. It also leaves out InfluxQL; users and
 * passwords; tasks that run; the two system buckets; the expiry of stored points
 * (retention only refuses points at the write); the wording of messages about malformed Flux, JSON and predicates.
 * Where several shards refuse points, the first refusal is reported; the real server picks one at random. Data lives
 * in memory; a request body may have 64 MiB.
 */
public final class InfluxTestServer implements AutoCloseable {
    public static final String DEFAULT_ORG = "iotflow";
    public static final String DEFAULT_BUCKET = "telemetry";
    public static final String DEFAULT_TOKEN = "influx-test-server-token";

    private static final AtomicInteger THREAD_NUMBER = new AtomicInteger();

    static {
        // without it the JDK's server waits some 40 ms for the client's acknowledgement before it sends a body
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final Directory directory = new Directory();
    private final PointStore store = new PointStore();
    private final Faults faults = new Faults();
    private final InfluxApi api = new InfluxApi(directory, store, faults);
    private int port;
    private HttpServer http;
    private ExecutorService threads;

    private InfluxTestServer(int port, boolean setUp) {
        this.port = port;
        if (setUp) {
            directory.setUp(DEFAULT_ORG, DEFAULT_BUCKET, Duration.ZERO, DEFAULT_TOKEN);
        }
        start();
    }

    /** Runs on a free port, set up with the default organization, bucket (which keeps for ever) and token. */
    public InfluxTestServer() {
        this(0);
    }

    /** Runs on the given port, set up like {@link #InfluxTestServer()}. */
    public InfluxTestServer(int port) {
        this(port, true);
    }

    /** Runs on a free port as a fresh installation, to be set up by {@code POST /api/v2/setup}. */
    public static InfluxTestServer withoutSetUp() {
        return new InfluxTestServer(0, false);
    }

    /** Starts again on the same port with the data kept; does nothing while running. */
    public synchronized void start() {
        if (http != null) {
            return;
        }
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        } catch (IOException portTaken) {
            throw new UncheckedIOException("cannot listen on port " + port, portTaken);
        }
        port = http.getAddress().getPort();
        threads = Executors.newCachedThreadPool(InfluxTestServer::daemon);
        http.createContext("/", api);
        http.setExecutor(threads);
        http.start();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "influx-test-server-" + THREAD_NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Goes down: connections are cut, held requests never answered, new connections refused; the data is kept. */
    public synchronized void stop() {
        if (http != null) {
            threads.shutdownNow();
            http.stop(0);
            http = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    public synchronized int port() {
        return port;
    }

    /** Base address without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Adds an empty bucket; a retention of zero keeps for ever. */
    public void addBucket(String name, Duration retention) {
        directory.addBucket(directory.organizations().get(0).id(), name, retention);
    }

    /** Refuses points of the bucket that are older than this from now on; zero keeps for ever. */
    public void retain(String bucket, Duration retention) {
        directory.retain(
                directory
                        .existingBucket(directory.organizations().get(0), bucket)
                        .id(),
                retention);
    }

    /** From now on a token is told once, when it is made, as with {@code influxd --use-hashed-tokens}. */
    public void hashTokens() {
        api.hashTokens();
    }

    /** Answers every write so, and stores nothing, until {@link #recover()}. */
    public void failWrites(int status, String body, Map<String, String> headers) {
        faults.failWrites(Faults.answer(status, body, headers));
    }

    /** Answers every query so until {@link #recover()}. */
    public void failQueries(int status, String body, Map<String, String> headers) {
        faults.failQueries(Faults.answer(status, body, headers));
    }

    /** Answers so many more queries as they should be, and all after that so, until {@link #recover()}. */
    public void failQueriesAfter(int good, int status, String body, Map<String, String> headers) {
        faults.failQueriesAfter(good, Faults.answer(status, body, headers));
    }

    /** Cuts the connection in the middle of each answer to a query until {@link #recover()}. */
    public void cutQueries() {
        faults.cutQueries();
    }

    /** Answers the next {@code count} requests below {@code /api/v2/}, whichever they are, so; nothing is stored. */
    public void failNext(int count, int status, String body, Map<String, String> headers) {
        faults.failNext(count, Faults.answer(status, body, headers));
    }

    /** Stores the next {@code count} writes and then cuts the connection without an answer. */
    public void loseAnswers(int count) {
        faults.loseAnswers(count);
    }

    /**
     * Keeps every request for the duration (at most 60 s) before it does its work and answers, until {@link
     * #recover()}, which also releases those that wait. A write whose client has gone away by then is stored all the
     * same.
     */
    public void hang(Duration duration) {
        faults.hang(duration);
    }

    /** The same for writes alone. */
    public void hangWrites(Duration duration) {
        faults.hangWrites(duration);
    }

    /** Whether a request hangs now. It does to its end, whatever the next ones are told to do. */
    public boolean isHolding() {
        return faults.isHolding();
    }

    /** Answers 401 to this token until {@link #recover()}. */
    public void refuseToken(String token) {
        faults.refuseToken(token);
    }

    /** Ends all faults and releases the requests that hang; does not start a stopped server. */
    public void recover() {
        faults.recover();
    }

    /** Writes received since the construction, whatever their answer. */
    public int writeRequests() {
        return api.writeRequests();
    }

    /** Queries received since the construction, whatever their answer. */
    public int queryRequests() {
        return api.queryRequests();
    }

    public boolean lastWriteWasGzipped() {
        return api.lastWriteWasGzipped();
    }

    /** Number of points (series and timestamp, with however many fields) in all buckets. */
    public int pointCount() {
        record Point(String bucket, String measurement, Map<String, String> tags, long time) {}
        return (int) values().stream()
                .map(value -> new Point(value.bucket(), value.measurement(), value.tags(), value.epochNanos()))
                .distinct()
                .count();
    }

    /** Every stored value, by bucket, series, field and time. */
    public List<StoredValue> values() {
        return directory.buckets().stream()
                .flatMap(bucket -> store.values(bucket).stream())
                .toList();
    }

    /** Number of values of a field in all buckets; cheap however many there are. */
    public long valueCount(String measurement, String field) {
        return directory.buckets().stream()
                .mapToLong(bucket -> store.valueCount(bucket, measurement, field))
                .sum();
    }

    /** Forgets all data and field types; keeps buckets, faults and counters. */
    public void clear() {
        store.clear();
    }
}
