package io.iotflow.platform.web;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObjectBuilder;

/** The page of a list that a request wants: page counts from 1. */
public record Page(int number, int size) {

    private static final int LAST = 100_000;

    /** Reads {@code page} (1) and {@code per_page}, of which more than the most is the most; 400 for what is no such number. */
    public static Page of(String page, String perPage, int byDefault, int max) {
        return new Page(
                PageParameters.number("page", page, 1, LAST), PageParameters.size("per_page", perPage, byDefault, max));
    }

    /** How many entries come before it. */
    public int offset() {
        return Math.multiplyExact(number - 1, size);
    }

    /** The API's {@code pagination}. */
    public JsonObjectBuilder describe(long total) {
        long pages = (total + size - 1) / size;
        return Json.createObjectBuilder()
                .add("page", number)
                .add("per_page", size)
                .add("total", total)
                .add("pages", pages)
                .add("has_next", number < pages)
                .add("has_prev", number > 1);
    }
}
