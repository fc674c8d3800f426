package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A Java that is installed on this machine.
 *
 * @param folder the one with {@code bin/java} in it
 * @param release such as 21
 */
public record JavaHome(Path folder, int release) {

    /** Folders with a Java in each of their folders: Debian, Fedora, containers, SDKMAN, IntelliJ IDEA, macOS. */
    private static final List<Path> USUAL = List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/opt/java"),
            Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java"),
            Path.of(System.getProperty("user.home"), ".jdks"),
            Path.of("/Library/Java/JavaVirtualMachines"));

    /** The Java that runs this. */
    public static JavaHome current() {
        return new JavaHome(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** This one, that of {@code JAVA_HOME}, or one at a usual place: the first of so new a release. */
    public static Optional<JavaHome> atLeast(int release) {
        Stream<JavaHome> given = Stream.ofNullable(System.getenv("JAVA_HOME")).flatMap(it -> in(Path.of(it)));
        Stream<JavaHome> usual = USUAL.stream().flatMap(JavaHome::foldersOf).flatMap(JavaHome::in);
        return Stream.of(Stream.of(current()), given, usual)
                .flatMap(it -> it)
                .filter(it -> it.release >= release)
                .findFirst();
    }

    Path java() {
        return folder.resolve("bin").resolve("java");
    }

    private static Stream<Path> foldersOf(Path parent) {
        if (!Files.isDirectory(parent)) {
            return Stream.empty();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.flatMap(it -> Stream.of(it, it.resolve("Contents/Home"))).sorted().toList().stream();
        } catch (IOException e) {
            return Stream.empty(); // not ours to read
        }
    }

    /** What the file {@code release} of each Java says. */
    static Stream<JavaHome> in(Path folder) {
        Path file = folder.resolve("release");
        if (!Files.isReadable(file) || !Files.isExecutable(folder.resolve("bin").resolve("java"))) {
            return Stream.empty();
        }
        try (Reader text = Files.newBufferedReader(file)) {
            Properties properties = new Properties();
            properties.load(text);
            String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
            return Stream.of(new JavaHome(folder, Runtime.Version.parse(version).feature()));
        } catch (IOException | IllegalArgumentException e) {
            return Stream.empty(); // no Java that says what it is
        }
    }
}
