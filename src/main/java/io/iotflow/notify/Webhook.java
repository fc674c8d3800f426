package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Posts a message as JSON, or an operator's own template, to an address; signed where there is a secret. */
@Singleton
class Webhook extends HttpChannel {

    private static final String SECRET = "secret";
    private static final String TEMPLATE = "template";
    private static final String CONTENT_TYPE = "content_type";
    private static final List<String> CONTENT_TYPES = List.of(JSON, "text/plain");
    private static final int LISTED = 100;

    @Inject
    Webhook(HttpAddress address, HttpSender sender) {
        super(address, sender);
    }

    @Override
    public String type() {
        return "webhook";
    }

    @Override
    public Capacity capacity() {
        return Capacity.grouped(LISTED);
    }

    @Override
    public List<String> secrets() {
        return List.of(HttpAddress.URL, HttpAddress.HEADERS, SECRET);
    }

    @Override
    void readMore(RequestBody body, JsonObjectBuilder shown) {
        String contentType = Optional.ofNullable(body.optional(CONTENT_TYPE)).orElse(JSON);
        if (!CONTENT_TYPES.contains(contentType)) {
            body.violation(CONTENT_TYPE, "must be one of " + String.join(", ", CONTENT_TYPES));
        }
        String template = body.optional(TEMPLATE);
        if (template != null) {
            Template.violation(template, contentType.equals(JSON)).ifPresent(it -> body.violation(TEMPLATE, it));
        } else if (!contentType.equals(JSON)) {
            body.violation(TEMPLATE, "is required for another content_type than " + JSON);
        }
        shown.add(TEMPLATE, Json.orNull(template)).add(CONTENT_TYPE, contentType);
    }

    @Override
    JsonValue json(Parts channel, Message message) {
        return MessageJson.of(message, Instant.now());
    }

    @Override
    public Optional<Integer> send(Parts channel, Message message) throws SendFailed {
        Instant now = Instant.now();
        String contentType = channel.shown(CONTENT_TYPE).orElse(JSON);
        Optional<String> template = channel.shown(TEMPLATE);
        String text = template.isPresent()
                ? Template.fill(template.get(), message, now, contentType.equals(JSON))
                : Json.text(json(channel, message));
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Map<String, String> signature = channel.secret(SECRET)
                .map(it -> Map.of(Signature.HEADER, Signature.of(it, now, body)))
                .orElse(Map.of());
        return Optional.of(post(channel, message, contentType, body, signature));
    }
}
