package io.iotflow.notify;

import io.iotflow.platform.problem.OneLine;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Posts messages over HTTP: to allowed addresses only, without redirects or proxies, within time-outs and bounds. */
@Singleton
class HttpSender implements AutoCloseable {

    private static final String USER_AGENT = "IoTFlow";
    private static final int READ_OF_ANSWER = 300;
    private static final long LONGEST_RETRY_AFTER = 3_600;

    /** What says that it is this message which is not taken (RFC 9110); any other error may be the channel's. */
    private static final Set<Integer> REFUSALS = Set.of(400, 406, 409, 413, 415, 422);

    private final OkHttpClient client;

    @Inject
    HttpSender(GuardedSockets sockets, NotifySettings settings) {
        client = new OkHttpClient.Builder()
                .socketFactory(sockets)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .connectTimeout(settings.timeout)
                .readTimeout(settings.timeout)
                .writeTimeout(settings.timeout)
                .callTimeout(settings.timeout)
                .build();
    }

    /**
     * Posts a body.
     *
     * @param channel whose url it goes to, and whose secrets no error repeats
     * @return the status, which says that it is taken
     */
    int post(Parts channel, Map<String, String> headers, String contentType, byte[] body) throws SendFailed {
        Request.Builder request = new Request.Builder()
                .url(channel.secret(HttpAddress.URL).orElseThrow())
                .header("User-Agent", USER_AGENT)
                .post(RequestBody.create(body, MediaType.get(contentType)));
        headers.forEach(request::header);
        try (Response response = client.newCall(request.build()).execute()) {
            if (!response.isSuccessful()) {
                throw refused(channel, response);
            }
            return response.code();
        } catch (IOException e) {
            throw new SendFailed(SendFailed.Kind.AWAY, text(channel, e));
        }
    }

    private static SendFailed refused(Parts channel, Response response) {
        int status = response.code();
        String text = "HTTP " + status
                + (response.isRedirect() ? " (a redirect, which is not followed)" : "")
                + said(channel, response);
        SendFailed.Kind kind = REFUSALS.contains(status) ? SendFailed.Kind.REFUSED : SendFailed.Kind.AWAY;
        return new SendFailed(kind, text, status, retryAfter(response.header("Retry-After")));
    }

    private static Duration retryAfter(String header) {
        return header == null || !header.matches("\\d{1,9}")
                ? null
                : Duration.ofSeconds(Math.min(Long.parseLong(header), LONGEST_RETRY_AFTER));
    }

    private static String said(Parts channel, Response response) {
        try {
            String body = new String(response.peekBody(READ_OF_ANSWER).bytes(), StandardCharsets.UTF_8);
            return body.isBlank() ? "" : ": " + OneLine.of(channel.withoutSecrets(body.strip()), READ_OF_ANSWER);
        } catch (IOException e) {
            return "";
        }
    }

    private static String text(Parts channel, IOException e) {
        if (e instanceof GuardedSockets.Forbidden) {
            return "the server cannot be reached: " + e.getMessage();
        }
        if (e instanceof UnknownHostException) {
            return "the server's name has no address";
        }
        if (e instanceof InterruptedIOException) {
            return "the server did not answer in time";
        }
        if (e instanceof ConnectException) {
            return "the server refuses connections, or cannot be reached";
        }
        String what = e instanceof SSLException ? "TLS failed: " : "the connection failed: ";
        return what + OneLine.of(channel.withoutSecrets(String.valueOf(e.getMessage())), READ_OF_ANSWER);
    }

    @Override
    @PreDestroy
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
