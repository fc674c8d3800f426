package io.iotflow.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads a stream line by line, on a thread of its own. */
final class EventReader implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final HttpResponse<Stream<String>> answer;
    private volatile boolean isOver;

    EventReader(URI base, String key, String query, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/api/v1/stream" + query))
                .header("X-API-Key", key)
                .header("Accept-Encoding", "gzip");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            answer = HTTP.send(request.build(), BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Thread thread = new Thread(this::read, "event reader");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            answer.body().forEach(lines::add);
        } catch (UncheckedIOException e) {
            lines.add("broken: " + e.getMessage());
        }
        isOver = true;
    }

    int status() {
        return answer.statusCode();
    }

    String contentType() {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    boolean isOver() {
        return isOver;
    }

    List<String> lines() {
        return lines;
    }

    /** The data of the events of this type. */
    List<String> data(String type) {
        return behind("event: " + type, 1, "data: ");
    }

    /** The ids of the events of this type. */
    List<String> ids(String type) {
        return behind("event: " + type, -1, "id: ");
    }

    private List<String> behind(String line, int step, String prefix) {
        List<String> all = List.copyOf(lines);
        return IntStream.range(0, all.size())
                .filter(it -> all.get(it).equals(line) && it + step >= 0 && it + step < all.size())
                .mapToObj(it -> all.get(it + step))
                .filter(it -> it.startsWith(prefix))
                .map(it -> it.substring(prefix.length()))
                .toList();
    }

    @Override
    public void close() {
        answer.body().close();
    }
}
