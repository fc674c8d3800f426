package io.iotflow.tools.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hears one device's readings; when its node goes, it goes on at another one behind the last event that it heard. */
final class StreamListener implements AutoCloseable {

    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");
    private static final int CONNECT_MILLIS = 5_000;
    private static final int SILENCE_MILLIS = 20_000; // a comment comes each 15 s
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final int place;
    private final Supplier<List<AppNode>> nodes;
    private final String deviceId;
    private final String adminKey;
    private final Map<Integer, Integer> heard = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "stream-listener");
    private String lastId;
    private volatile boolean isListening;
    private volatile int connections;
    private volatile boolean stopping;

    /** @param place at which of the nodes it begins */
    StreamListener(int place, Supplier<List<AppNode>> nodes, String deviceId, String adminKey) {
        this.place = place;
        this.nodes = nodes;
        this.deviceId = deviceId;
        this.adminKey = adminKey;
        thread.setDaemon(true);
        thread.start();
    }

    /** How often each reading was heard, by its number. */
    Map<Integer, Integer> heard() {
        return heard;
    }

    boolean isListening() {
        return isListening;
    }

    /** How often it has found a node. */
    int connections() {
        return connections;
    }

    private void run() {
        while (!stopping) {
            List<AppNode> up = nodes.get();
            try {
                listen(up.get((place + connections) % up.size()).uri());
            } catch (IOException e) {
                // its node has gone
            }
            isListening = false;
            Threads.sleep(PAUSE);
        }
    }

    private void listen(URI node) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                node.resolve("/api/v1/stream?device=" + deviceId).toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(SILENCE_MILLIS);
        connection.setRequestProperty("X-API-Key", adminKey);
        if (lastId != null) {
            connection.setRequestProperty("Last-Event-ID", lastId);
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            connections++;
            isListening = true;
            for (String line = lines.readLine(); line != null && !stopping; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    lastId = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    Matcher number = NUMBER.matcher(line);
                    if (number.find()) {
                        heard.merge(Integer.valueOf(number.group(1)), 1, Integer::sum);
                    }
                }
            }
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public void close() {
        stopping = true;
    }
}
