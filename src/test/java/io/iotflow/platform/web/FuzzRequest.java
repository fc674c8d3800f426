package io.iotflow.platform.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.iotflow.stack.Client;
import io.iotflow.stack.Reply;

/**
 * A request that a fuzz sends.
 *
 * @param header its name and value with a colon between them, or null
 * @param body null for none
 */
record FuzzRequest(String method, String target, String header, byte[] body, String contentType) {

    private static final int SHOWN = 400;

    Reply send(Client client) {
        String[] parts = header == null ? new String[0] : header.split(":", 2);
        Client caller = header == null ? client : client.with(parts[0], parts[1]);
        return body == null ? caller.call(method, target, null) : caller.call(method, target, body, contentType);
    }

    @Override
    public String toString() {
        String sent = body == null ? "" : " with " + contentType + ": " + shown(new String(body, ISO_8859_1));
        return method + " " + shown(target) + (header == null ? "" : " (" + header + ")") + sent;
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
}
