package io.iotflow.firmware;

import io.iotflow.stack.Forks;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A C++ compiler of this machine, and the firmware's programs made with it in {@code target/firmware-1}. */
final class CppCompiler {

    static final Path SOURCES = Path.of("firmware").toAbsolutePath();
    static final Path FOLDER = Forks.folder("firmware");

    private static final Path CORE = SOURCES.resolve("esp32/lib/iotflow/src");
    private static final List<String> SANITIZERS =
            List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g");
    private static final long MAX_MINUTES = 10;

    private final String program;

    private CppCompiler(String program) {
        this.program = program;
    }

    /** The first of g++, clang++ and c++ on the PATH; empty where there is none. */
    static Optional<CppCompiler> find() {
        String[] folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
        return Stream.of("g++", "clang++", "c++")
                .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(found -> new CppCompiler(found.toString()));
    }

    /** Whether a program that needs these compiles; a library or the sanitizers may be missing. */
    boolean compiles(String source, String... flags) throws IOException, InterruptedException {
        Path probe = Files.createDirectories(FOLDER).resolve("probe.cpp");
        Files.writeString(probe, source);
        List<String> command = new ArrayList<>(List.of(program, "-std=c++17", probe.toString(), "-o", probe + ".out"));
        command.addAll(List.of(flags));
        return run(command, FOLDER.resolve("probe.log")) == 0;
    }

    /** The core with the sources of a folder as a program; made again only when a source is newer. */
    Path build(String name, Path folder, String... libraries) throws IOException, InterruptedException {
        Path made = Files.createDirectories(FOLDER).resolve(name);
        if (isCurrent(made, folder)) {
            return made;
        }
        List<String> command = new ArrayList<>(List.of(program, "-std=c++17", "-Wall", "-Wextra", "-Werror"));
        // The core needs neither, and boards may have none.
        command.addAll(List.of("-fno-exceptions", "-fno-rtti"));
        if (compiles("int main() {}", SANITIZERS.toArray(String[]::new))) {
            command.addAll(SANITIZERS);
        } else {
            System.out.println("The firmware is tested without sanitizers: " + program + " has none.");
        }
        command.add("-I" + CORE);
        for (Path source :
                Stream.concat(files(CORE, ".cpp"), files(folder, ".cpp")).toList()) {
            command.add(source.toString());
        }
        command.addAll(List.of("-o", made.toString()));
        command.addAll(List.of(libraries));
        Path log = FOLDER.resolve(name + ".log");
        if (run(command, log) != 0) {
            Files.deleteIfExists(made);
            throw new AssertionError(String.join(" ", command) + "\n" + Files.readString(log));
        }
        return made;
    }

    private static boolean isCurrent(Path made, Path folder) throws IOException {
        if (!Files.exists(made)) {
            return false;
        }
        FileTime time = Files.getLastModifiedTime(made);
        for (Path source : Stream.concat(files(CORE, ""), files(folder, "")).toList()) {
            if (Files.getLastModifiedTime(source).compareTo(time) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Stream<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found
                    .filter(Files::isRegularFile)
                    .filter(it -> it.toString().endsWith(ending))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static int run(List<String> command, Path log) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("not compiled within " + MAX_MINUTES + " minutes: " + command);
        }
        return process.exitValue();
    }
}
