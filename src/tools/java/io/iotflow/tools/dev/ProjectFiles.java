package io.iotflow.tools.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What of the project goes into the application, and where. Looks at all files a few times a second instead of asking the
 * system for events: that costs milliseconds and is the same on every system, on shared folders too.
 */
final class ProjectFiles {

    private static final Path CLASSES = Path.of("WEB-INF", "classes");
    private static final Path JAVA = Path.of("src", "main", "java");

    /** As the pom has them. */
    private static final Map<Path, Path> COPIED = Map.of(
            Path.of("src", "main", "webapp"), Path.of(""),
            Path.of("src", "main", "resources"), CLASSES,
            Path.of("src", "main", "liquibase"), CLASSES.resolve("liquibase"));

    private record Stamp(FileTime modified, long size) {}

    private final Path project;
    private Map<Path, Stamp> last;

    ProjectFiles(Path project) {
        this.project = project;
        last = scan();
    }

    /** What was added, changed or removed since the last call; empty while somebody still writes. */
    Set<Path> changes() {
        Map<Path, Stamp> now = scan();
        if (now.equals(last) || !now.equals(afterAMoment())) {
            return Set.of();
        }
        Set<Path> changed = new TreeSet<>();
        Stream.concat(now.keySet().stream(), last.keySet().stream())
                .filter(file -> !Optional.ofNullable(now.get(file)).equals(Optional.ofNullable(last.get(file))))
                .forEach(changed::add);
        last = now;
        return changed;
    }

    private Map<Path, Stamp> afterAMoment() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return scan();
    }

    List<Path> javaFiles() {
        return last.keySet().stream().filter(this::isJava).sorted().toList();
    }

    boolean isJava(Path file) {
        return file.startsWith(project.resolve(JAVA));
    }

    /** Where it lies in the application; of a file that is copied as it is. */
    Path place(Path file) {
        return COPIED.entrySet().stream()
                .filter(entry -> file.startsWith(project.resolve(entry.getKey())))
                .map(entry ->
                        entry.getValue().resolve(project.resolve(entry.getKey()).relativize(file)))
                .findFirst()
                .orElseThrow();
    }

    private Map<Path, Stamp> scan() {
        Map<Path, Stamp> found = new HashMap<>();
        Stream.concat(Stream.of(JAVA), COPIED.keySet().stream())
                .map(project::resolve)
                .filter(Files::isDirectory)
                .forEach(folder -> scan(folder, found));
        return Map.copyOf(found);
    }

    private void scan(Path folder, Map<Path, Stamp> found) {
        try (Stream<Path> files =
                Files.find(folder, Integer.MAX_VALUE, (file, attributes) -> attributes.isRegularFile())) {
            for (Path file : files.filter(this::counts).toList()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                found.put(file, new Stamp(attributes.lastModifiedTime(), attributes.size()));
            }
        } catch (IOException | UncheckedIOException e) {
            // A file went away between the listing and the look; the next scan is right.
        }
    }

    private boolean counts(Path file) {
        String name = file.getFileName().toString();
        boolean editorsOwn = name.startsWith(".") || name.endsWith("~");
        return !editorsOwn && (!isJava(file) || name.endsWith(".java"));
    }
}
