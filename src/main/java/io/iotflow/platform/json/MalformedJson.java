package io.iotflow.platform.json;

/** The text is not JSON; the message continues a sentence that names what was read. */
public final class MalformedJson extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedJson(String message) {
        super(message);
    }
}
