package io.iotflow.docs;

import java.util.List;
import java.util.Map;

/**
 * A block of code on a page. Commands carry a marker behind their language, which no reader sees: {@code run=QuickstartIT}
 * names the test that runs them (or the file that does), {@code check="why"} says why none can, so that only their
 * programs and options are checked, and {@code recorded="of what"} is the output of an earlier run.
 *
 * @param place the file and line
 * @param answer the JSON that is shown under it, or nothing
 */
public record Block(String place, String language, Map<String, String> marker, String code, String answer) {

    /** All blocks that a test has to run, in the order of the pages. */
    public static List<Block> runBy(String test) {
        return Page.all().stream()
                .flatMap(it -> it.blocks().stream())
                .filter(it -> test.equals(it.marker("run")))
                .toList();
    }

    /** All blocks that no test can run. */
    public static List<Block> onlyChecked() {
        return Page.all().stream()
                .flatMap(it -> it.blocks().stream())
                .filter(it -> !it.marker("check").isEmpty())
                .toList();
    }

    /** The value of a mark; empty when it is not there. */
    public String marker(String name) {
        return marker.getOrDefault(name, "");
    }

    boolean holdsCommands() {
        return language.equals("sh")
                || language.equals("console")
                || code.lines().anyMatch(it -> it.startsWith("$ "));
    }

    @Override
    public String toString() {
        return place;
    }
}
