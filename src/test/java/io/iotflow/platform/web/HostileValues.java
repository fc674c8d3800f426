package io.iotflow.platform.web;

import java.util.List;

/** What nobody who means well sends. */
final class HostileValues {

    /** Texts, for paths, queries and bodies. */
    static final List<String> TEXTS = List.of(
            "'; DROP TABLE device; --",
            "\"\\'`",
            "${jndi:x}",
            "a\nb\r\nc",
            "\u0001\u007f",
            "\u0000",
            "😀",
            "|> drop()",
            "<script>alert(1)</script>",
            "+/#",
            "../../etc/passwd",
            "%",
            "-1",
            "99999999999999999999",
            "x".repeat(5000));

    /** Values of JSON, some of which are none. */
    static final List<String> JSON = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e999",
            "-1e-400",
            "1E+2147483648",
            "99999999999999999999999999",
            "NaN",
            "01",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\x\"",
            "\"'; DROP TABLE device; --\"",
            "\"$exists(\"",
            "\"1969-12-31T23:59:60Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"" + "x".repeat(5000) + "\"",
            "[]",
            "{}",
            "[null]",
            "[[1],{\"a\":[]}]",
            "{\"\":null}",
            "{\"a\":1,\"a\":2}",
            "{\"\\u0000\":\"\\u0000\"}",
            "[".repeat(600) + "]".repeat(600),
            "{\"a\":".repeat(600) + "1" + "}".repeat(600));

    private HostileValues() {}
}
