package io.iotflow.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands and programs of the README, as they stand there. */
final class Readme {

    /** The device of its examples. */
    static final String DEVICE = "esp32_001";

    private static final Pattern TOUR = Pattern.compile("```sh\\n(curl .*?)```\\n+```json\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MOSQUITTO = Pattern.compile("```sh\\n(mosquitto_pub .*?)```", Pattern.DOTALL);

    private Readme() {}

    /** A command and the answer shown under it. */
    record Step(String command, String answer) {}

    static List<Step> tour() throws IOException {
        Matcher block = TOUR.matcher(text());
        List<Step> steps = new ArrayList<>();
        while (block.find()) {
            steps.add(new Step(block.group(1), block.group(2)));
        }
        return steps;
    }

    static String javaClient() throws IOException {
        return block(JAVA);
    }

    static String mosquittoPub() throws IOException {
        return block(MOSQUITTO);
    }

    private static String block(Pattern pattern) throws IOException {
        Matcher block = pattern.matcher(text());
        if (!block.find()) {
            throw new IllegalStateException("the README has no " + pattern);
        }
        return block.group(1);
    }

    private static String text() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
