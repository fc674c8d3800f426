package io.iotflow.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that looks like a clone which was built: what readers type, they type there, and the data that they make is
 * not this project's. It refers to what the build has made here.
 */
record BuiltCopy(Path folder) {

    private static final List<String> COPIED =
            List.of("quickstart", "simulator", "influx-setup", "import-prototype", "bench", "pom.xml", "README.md");
    private static final List<String> BUILT =
            List.of("classes", "test-classes", "iotflow", "iotflow.war", "payara-micro.jar", "tools.classpath");

    private static final String PAYARA_7 = "target/payara-micro-7.jar"; // made on a newer JDK only

    static BuiltCopy in(Path folder) {
        try {
            for (String file : COPIED) {
                Files.copy(Path.of(file), folder.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
            }
            link(folder, "bin");
            link(folder, "src");
            link(folder, "server-config");
            Files.createDirectory(folder.resolve("target"));
            for (String file : BUILT) {
                link(folder, "target/" + file);
            }
            if (Files.exists(Path.of(PAYARA_7))) {
                link(folder, PAYARA_7);
            }
            markAsBuilt(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuiltCopy(folder);
    }

    /** The same with sources that may be changed. */
    static BuiltCopy withSources(Path folder) {
        BuiltCopy copy = in(folder);
        Path main = Path.of("src", "main");
        try (Stream<Path> paths = Files.walk(main)) {
            Files.delete(folder.resolve("src"));
            Files.createDirectory(folder.resolve("src"));
            link(folder, "src/tools");
            for (Path path : paths.toList()) {
                Files.copy(path, folder.resolve(path), StandardCopyOption.COPY_ATTRIBUTES);
            }
            markAsBuilt(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    /** Newer than all that was copied: nothing is built again. */
    private static void markAsBuilt(Path folder) throws IOException {
        Files.writeString(folder.resolve("target/tools-built"), "");
    }

    private static void link(Path folder, String file) throws IOException {
        Files.createSymbolicLink(folder.resolve(file), Path.of(file).toAbsolutePath());
    }
}
