package io.iotflow.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.iotflow.stack.FullSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The firmware's core by its own tests in {@code firmware/test}, each a test here, under its name. */
@FullSuite
class FirmwareCoreIT {

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> core() throws IOException, InterruptedException {
        Optional<CppCompiler> compiler = CppCompiler.find();
        if (compiler.isEmpty()) {
            System.out.println("The firmware's core is not tested: no g++, clang++ or c++ on the PATH.");
        }
        assumeTrue(compiler.isPresent(), "no C++ compiler");
        Path program = compiler.get().build("core-tests", CppCompiler.SOURCES.resolve("test"));
        List<String> names = run(program, "--list");
        List<String> printed = run(program);
        Map<String, String> results = new HashMap<>();
        for (String line : printed) {
            String[] words = line.split(" ", 3);
            if (words.length == 3) {
                results.put(words[1], words[0] + " " + words[2]);
            }
        }
        String end = String.join("\n", printed.subList(Math.max(0, printed.size() - 40), printed.size()));
        return names.stream()
                .map(name -> dynamicTest(
                        name, () -> assertEquals("ok ", results.getOrDefault(name, "ended before it:\n" + end), name)));
    }

    private List<String> run(Path program, String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.command().addAll(List.of(arguments));
        Process process = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the tests did not end:\n" + Files.readString(output));
        }
        return Files.readAllLines(output);
    }
}
