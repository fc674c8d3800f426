package io.iotflow.influx;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** Receives every request: faults first, then authentication, then the endpoint; sends the answer. */
final class InfluxApi implements HttpHandler {
    static final String VERSION = "v2.7.12";
    /** InfluxDB does not compress shorter answers. */
    private static final int MIN_GZIP_BYTES = 1_400;

    private static final int CHUNKED = 0;
    private static final int NO_BODY = -1;

    private final Directory directory;
    private final Faults faults;
    private final WriteEndpoint write;
    private final QueryEndpoint query;
    private final DeleteEndpoint delete;
    private final SetUpEndpoint setUp;
    private final OrganizationsEndpoint organizations;
    private final BucketsEndpoint buckets;
    private final AuthorizationsEndpoint authorizations;
    private final TasksEndpoint tasks;
    private final AtomicInteger writeRequests = new AtomicInteger();
    private final AtomicInteger queryRequests = new AtomicInteger();
    private volatile boolean lastWriteWasGzipped;

    InfluxApi(Directory directory, PointStore store, Faults faults) {
        this.directory = directory;
        this.faults = faults;
        this.write = new WriteEndpoint(directory, store);
        this.query = new QueryEndpoint(directory, store);
        this.delete = new DeleteEndpoint(directory, store);
        this.setUp = new SetUpEndpoint(directory);
        this.organizations = new OrganizationsEndpoint(directory);
        this.buckets = new BucketsEndpoint(directory);
        this.authorizations = new AuthorizationsEndpoint(directory);
        this.tasks = new TasksEndpoint(directory);
    }

    void hashTokens() {
        authorizations.hashTokens();
    }

    int writeRequests() {
        return writeRequests.get();
    }

    int queryRequests() {
        return queryRequests.get();
    }

    boolean lastWriteWasGzipped() {
        return lastWriteWasGzipped;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(exchange);
            count(request);
            faults.hold(request);
            Answer injected = faults.injected(request);
            Answer answer = injected != null ? injected : answer(request);
            if (faults.cuts(request)) {
                sendHalf(exchange, answer);
            } else if (!faults.losesAnswer(request)) {
                send(exchange, request, answer);
            }
        } catch (InfluxFailure tooLarge) {
            send(exchange, null, Answer.of(tooLarge));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(Request request) {
        if (request.path().equals(WriteEndpoint.PATH)) {
            writeRequests.incrementAndGet();
            lastWriteWasGzipped = request.isGzipped();
        } else if (request.path().equals(QueryEndpoint.PATH)) {
            queryRequests.incrementAndGet();
        }
    }

    private Answer answer(Request request) {
        try {
            return route(request);
        } catch (InfluxFailure failure) {
            return Answer.of(failure);
        } catch (RuntimeException defect) {
            defect.printStackTrace();
            return Answer.of(InfluxFailure.internal("the test double has a defect: " + defect));
        }
    }

    private Answer route(Request request) {
        boolean open = request.path().equals("/health")
                || request.path().equals("/ping")
                || request.path().equals(SetUpEndpoint.PATH);
        if (!open) {
            authenticate(request);
        }
        return switch (request.path()) {
            case "/health" -> health();
            case "/ping" -> Answer.noContent();
            case SetUpEndpoint.PATH ->
                request.method().equals("GET") ? setUp.allowed() : setUp.setUp(only("POST", request));
            case WriteEndpoint.PATH -> write.answer(only("POST", request));
            case QueryEndpoint.PATH -> query.answer(only("POST", request));
            case DeleteEndpoint.PATH -> delete.answer(only("POST", request));
            default -> resource(request);
        };
    }

    /** What is kept, with or without an id at the end of the path. */
    private Answer resource(Request request) {
        return switch (request.path().replaceFirst("(/api/v2/[^/]+)/[^/]+$", "$1")) {
            case OrganizationsEndpoint.PATH -> organizations.answer(request);
            case BucketsEndpoint.PATH -> buckets.answer(request);
            case AuthorizationsEndpoint.PATH -> authorizations.answer(request);
            case TasksEndpoint.PATH -> tasks.answer(request);
            default -> throw InfluxFailure.notFound("path not found");
        };
    }

    private static Request only(String method, Request request) {
        if (!request.method().equals(method)) {
            throw InfluxFailure.methodNotAllowed(method);
        }
        return request;
    }

    private void authenticate(Request request) {
        String[] schemeAndToken = request.header("Authorization").split(" ", 2);
        boolean given = schemeAndToken.length == 2
                && (schemeAndToken[0].equals("Token") || schemeAndToken[0].equals("Bearer"))
                && !faults.refuses(schemeAndToken[1]);
        if (!given) {
            throw InfluxFailure.unauthorized();
        }
        request.actAs(directory.authorization(schemeAndToken[1]).orElseThrow(InfluxFailure::unauthorized));
    }

    private static Answer health() {
        return Answer.json(
                200,
                Json.createObjectBuilder()
                        .add("name", "influxdb")
                        .add("message", "ready for queries and writes")
                        .add("status", "pass")
                        .add("checks", JsonValue.EMPTY_JSON_ARRAY)
                        .add("version", VERSION)
                        .add("commit", "test-double")
                        .build());
    }

    private static void send(HttpExchange exchange, Request request, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("X-Influxdb-Build", "OSS");
        exchange.getResponseHeaders().set("X-Influxdb-Version", VERSION);
        byte[] body = answer.body();
        exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
        boolean isQuery = request != null && request.path().equals(QueryEndpoint.PATH);
        if (isQuery && request.header("Accept-Encoding").contains("gzip") && body.length >= MIN_GZIP_BYTES) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            body = compressed(body);
        }
        int length = isQuery ? CHUNKED : body.length;
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? NO_BODY : length);
        if (body.length > 0 && !exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Announces all and sends half, at the end of a row: only the length tells. */
    private static void sendHalf(HttpExchange exchange, Answer answer) throws IOException {
        String whole = new String(answer.body(), StandardCharsets.UTF_8);
        String half = whole.substring(0, whole.indexOf("\r\n", whole.length() / 2) + 2);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), answer.body().length);
        exchange.getResponseBody().write(half.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private static byte[] compressed(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }
}
