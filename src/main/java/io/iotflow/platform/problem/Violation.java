package io.iotflow.platform.problem;

/** One thing that is wrong with an input: where (a field's path such as {@code points[3].fields.value}) and what. */
public record Violation(String field, String message) {}
