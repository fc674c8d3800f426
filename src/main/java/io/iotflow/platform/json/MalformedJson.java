package io.iotflow.platform.json;

/** The text is not JSON; the message continues a sentence that names what was read. */
public final class MalformedJson extends RuntimeException {

    MalformedJson(String message) {
        super(message);
    }
}
