package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What channels that post JSON have in common: an address, and the message's id in headers. */
abstract class HttpChannel implements ChannelKind {

    static final String JSON = "application/json";

    private final HttpAddress address;
    private final HttpSender sender;

    HttpChannel(HttpAddress address, HttpSender sender) {
        this.address = address;
        this.sender = sender;
    }

    /** What is posted. */
    abstract JsonValue json(Parts channel, Message message);

    @Override
    public Defaults defaults() {
        return Defaults.FOR_PEOPLE;
    }

    @Override
    public Capacity capacity() {
        return Capacity.grouped(MessageText.LISTED);
    }

    @Override
    public List<String> secrets() {
        return List.of(HttpAddress.URL);
    }

    @Override
    public Parts read(RequestBody body, Parts former) {
        JsonObjectBuilder shown = Json.createObjectBuilder();
        JsonObjectBuilder secret = Json.createObjectBuilder();
        address.read(body, former, secrets(), shown, secret);
        readMore(body, shown);
        return new Parts(shown.build(), secret.build());
    }

    /** Reads what is no secret. */
    void readMore(RequestBody body, JsonObjectBuilder shown) {
        // Most have nothing more.
    }

    @Override
    public Optional<Integer> send(Parts channel, Message message) throws SendFailed {
        byte[] body = Json.text(json(channel, message)).getBytes(StandardCharsets.UTF_8);
        return Optional.of(post(channel, message, JSON, body, Map.of()));
    }

    /** Posts with the message's id, and headers of its own. */
    int post(Parts channel, Message message, String contentType, byte[] body, Map<String, String> more)
            throws SendFailed {
        Map<String, String> headers = HttpAddress.headersOf(channel);
        headers.put("X-IoTFlow-Notification", message.id().toString());
        headers.put("Idempotency-Key", message.id().toString());
        headers.putAll(more);
        return sender.post(channel, headers, contentType, body);
    }
}
