package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {

    @TempDir
    private Path folder;

    @Test
    void keepsTheNewestLinesInFilesOfBoundedSizeAndNumber() throws IOException {
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            said.append("line ").append(i).append('\n');
        }
        keep(said.toString());

        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.sorted().toList();
            assertEquals(
                    List.of("a.log", "a.log.1", "a.log.2", "a.log.3", "a.log.4"),
                    all.stream().map(it -> it.getFileName().toString()).toList());
            for (Path file : all) {
                assertTrue(Files.size(file) < 1_100, file + " has " + Files.size(file) + " bytes");
            }
        }
        List<String> newest = Files.readAllLines(log());
        List<String> before = Files.readAllLines(folder.resolve("a.log.1"));
        assertEquals("line 9999", newest.get(newest.size() - 1));
        int first = Integer.parseInt(newest.get(0).substring(5));
        assertEquals("line " + (first - 1), before.get(before.size() - 1));
    }

    @Test
    void cutsALineThatIsTooLongAndTakesTheNextOne() throws IOException {
        keep("x".repeat(50_000) + "\nshort\n" + "y".repeat(100) + "\n" + "z".repeat(99) + "\nend");

        assertEquals(
                List.of("x".repeat(100) + "... (cut)", "short", "y".repeat(100) + "... (cut)", "z".repeat(99), "end"),
                Files.readAllLines(log()));
    }

    private void keep(String said) {
        new BoundedLog(log(), 1_000, 100).copy(new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8)));
    }

    private Path log() {
        return folder.resolve("a.log");
    }
}
