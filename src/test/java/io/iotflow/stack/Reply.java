package io.iotflow.stack;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.List;

/** An HTTP answer. */
public record Reply(int status, String contentType, String text, HttpResponse<String> raw) {

    static Reply of(HttpResponse<String> response) {
        return new Reply(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body(),
                response);
    }

    /** The body as a JSON object. */
    public JsonObject json() {
        return Json.createReader(new StringReader(text)).readObject();
    }

    /** A header, or an empty text. */
    public String header(String name) {
        return raw.headers().firstValue(name).orElse("");
    }

    /** All headers of this name. */
    public List<String> headers(String name) {
        return raw.headers().allValues(name);
    }
}
