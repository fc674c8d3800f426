package io.iotflow.influx;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A received request with its whole body, which may have at most 64 MiB. */
final class Request {
    private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;

    private final HttpExchange exchange;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final byte[] body;
    private Authorization caller;

    Request(HttpExchange exchange) throws IOException {
        this.exchange = exchange;
        String query = exchange.getRequestURI().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] nameAndValue = pair.split("=", 2);
            String value = nameAndValue.length == 2 ? nameAndValue[1] : "";
            parameters.putIfAbsent(URLDecoder.decode(nameAndValue[0], UTF_8), URLDecoder.decode(value, UTF_8));
        }
        this.body = bounded(exchange.getRequestBody());
    }

    void actAs(Authorization authorization) {
        caller = authorization;
    }

    /** Whose token came with it; not for the paths that need none. */
    Authorization caller() {
        return caller;
    }

    String method() {
        return exchange.getRequestMethod();
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    /** The query parameter, or the empty string. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** The header, or the empty string. */
    String header(String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    byte[] body() {
        return body;
    }

    String text() {
        return new String(body, UTF_8);
    }

    boolean isGzipped() {
        return header("Content-Encoding").equals("gzip")
                || header("Content-Encoding").equals("x-gzip");
    }

    /** The body, uncompressed when the client compressed it. */
    byte[] uncompressedBody() {
        if (!isGzipped()) {
            return body;
        }
        InputStream uncompressed;
        try {
            uncompressed = new GZIPInputStream(new ByteArrayInputStream(body));
        } catch (IOException notGzip) {
            throw InfluxFailure.internal("An internal error has occurred - check server logs");
        }
        try {
            return bounded(uncompressed);
        } catch (IOException truncated) {
            throw InfluxFailure.internal("unable to read data: unexpected EOF");
        }
    }

    private static byte[] bounded(InputStream stream) throws IOException {
        byte[] bytes = stream.readNBytes(MAX_BODY_BYTES + 1);
        if (bytes.length > MAX_BODY_BYTES) {
            throw InfluxFailure.tooLarge("unable to read data: points batch is too large");
        }
        return bytes;
    }
}
