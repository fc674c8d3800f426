package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.ratelimit.Network;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** The members of channels that speak HTTP: where to, and with which headers. All of it is secret but the host. */
@Singleton
class HttpAddress {

    static final String URL = "url";
    static final String HEADERS = "headers";
    static final String ADDRESS = "address";

    private static final int LONGEST_URL = 2_000;
    private static final int MOST_HEADERS = 10;
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[ -~]{1,1000}");
    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "content-length",
            "content-type",
            "content-encoding",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "user-agent",
            "idempotency-key");
    private static final String OUR_PREFIX = "x-iotflow-";

    private final AddressGuard guard;

    @Inject
    HttpAddress(AddressGuard guard) {
        this.guard = guard;
    }

    /**
     * Reads {@code url} and the other secrets of these names, which include it, into {@code secret}, and the host into
     * {@code shown}. Secrets that are not given stay, unless the address leads to another server: who may edit a channel must
     * not have them sent elsewhere.
     */
    void read(RequestBody body, Parts former, List<String> names, JsonObjectBuilder shown, JsonObjectBuilder secret) {
        Optional<String> before = former.secret(URL);
        String given = body.has(URL) || before.isEmpty() ? body.required(URL) : before.get();
        HttpUrl url = given == null ? null : HttpUrl.parse(given);
        if (given != null) {
            check(body, given, url);
        }
        String address = url == null ? null : origin(url);
        if (address != null) {
            secret.add(URL, given);
            shown.add(ADDRESS, address);
        }
        boolean isSameServer =
                former.shown(ADDRESS).filter(it -> it.equals(address)).isPresent();
        for (String name : names) {
            if (name.equals(URL)) {
                continue;
            }
            if (body.has(name)) {
                (name.equals(HEADERS) ? headers(body) : text(body, name)).ifPresent(it -> secret.add(name, it));
            } else if (former.secret().containsKey(name)) {
                if (isSameServer) {
                    secret.add(name, former.secret().get(name));
                } else {
                    body.violation(name, "must be given again, or be null: url leads to another server");
                }
            }
        }
    }

    private void check(RequestBody body, String text, HttpUrl url) {
        if (url == null || text.length() > LONGEST_URL) {
            body.violation(URL, "must be an http or https address of at most " + LONGEST_URL + " characters");
        } else if (!url.username().isEmpty() || !url.password().isEmpty()) {
            body.violation(URL, "must have no user or password; send them in headers");
        } else if (Network.address(url.host()).filter(it -> !guard.allows(it)).isPresent()
                || url.host().toLowerCase(Locale.ROOT).equals("localhost") && !guard.allowsLoopback()) {
            body.violation(
                    URL,
                    "must not lead to a private, local or reserved address; IOTFLOW_NOTIFY_ALLOWED_NETWORKS can allow it");
        }
    }

    private static String origin(HttpUrl url) {
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        return url.scheme() + "://" + host + (HttpUrl.defaultPort(url.scheme()) == url.port() ? "" : ":" + url.port());
    }

    private static Optional<JsonValue> text(RequestBody body, String name) {
        String text = body.optional(name, 1_000);
        return Optional.ofNullable(text).map(Json::createValue);
    }

    private static Optional<JsonValue> headers(RequestBody body) {
        JsonValue value = body.value(HEADERS);
        if (value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (!(value instanceof JsonObject headers) || headers.size() > MOST_HEADERS) {
            body.violation(HEADERS, "must be an object of at most " + MOST_HEADERS + " names with their texts");
            return Optional.empty();
        }
        headers.forEach((name, text) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            String shownName = HEADERS + "[" + (HEADER_NAME.matcher(name).matches() ? name : "") + "]";
            if (!HEADER_NAME.matcher(name).matches() || OURS.contains(lower) || lower.startsWith(OUR_PREFIX)) {
                body.violation(shownName, "cannot be set: it is no header's name, or one that the channel sets itself");
            } else if (!(text instanceof JsonString string)
                    || !HEADER_VALUE.matcher(string.getString()).matches()) {
                body.violation(shownName, "must be 1 to 1000 printable ASCII characters");
            }
        });
        return headers.isEmpty() ? Optional.empty() : Optional.of(headers);
    }

    /** The headers of a channel, by name. */
    static Map<String, String> headersOf(Parts channel) {
        Map<String, String> headers = new TreeMap<>();
        if (channel.secret().get(HEADERS) instanceof JsonObject object) {
            object.forEach((name, value) -> headers.put(name, ((JsonString) value).getString()));
        }
        return headers;
    }
}
