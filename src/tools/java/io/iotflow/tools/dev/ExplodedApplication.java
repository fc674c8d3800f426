package io.iotflow.tools.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The application as a folder of its own, so that neither a build nor the next WAR sees what dev mode does there. */
final class ExplodedApplication {

    /** Payara keeps a page for five seconds otherwise. */
    private static final String NO_CACHE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE glassfish-web-app PUBLIC "-//GlassFish.org//DTD GlassFish Application Server 3.1 Servlet 3.0//EN" "http://glassfish.org/dtds/glassfish-web-app_3_0-1.dtd">
            <glassfish-web-app>
              <property name="cacheTTL" value="0"/>
            </glassfish-web-app>
            """;

    private final Path folder;

    private ExplodedApplication(Path folder) {
        this.folder = folder;
    }

    /** Copies what the build has made. */
    static ExplodedApplication copy(Path built, Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path old : contents(folder).sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(old);
            }
        }
        for (Path path : contents(built).toList()) {
            Path copy = folder.resolve(built.relativize(path));
            if (Files.isDirectory(path)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(path, copy);
            }
        }
        Files.writeString(folder.resolve("WEB-INF").resolve("glassfish-web.xml"), NO_CACHE);
        return new ExplodedApplication(folder);
    }

    Path folder() {
        return folder;
    }

    Path classes() {
        return folder.resolve("WEB-INF").resolve("classes");
    }

    /** Copies a file to its place, or takes it away when it is no more. */
    void update(Path file, Path place) throws IOException {
        Path copy = folder.resolve(place);
        if (Files.exists(file)) {
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(copy);
        }
    }

    /**
     * Writes the classes that are not there or are others.
     *
     * @param all whether these are all classes; what else is there is taken away then
     * @return those written
     */
    Map<String, byte[]> write(Map<String, byte[]> compiled, boolean all) throws IOException {
        Map<String, byte[]> written = new HashMap<>();
        for (Map.Entry<String, byte[]> type : compiled.entrySet()) {
            Path file = file(type.getKey());
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), type.getValue())) {
                Files.createDirectories(file.getParent());
                Files.write(file, type.getValue());
                written.put(type.getKey(), type.getValue());
            }
        }
        if (all) {
            List<Path> wanted = compiled.keySet().stream().map(this::file).toList();
            for (Path file : contents(classes()).toList()) {
                if (file.toString().endsWith(".class") && !wanted.contains(file)) {
                    Files.delete(file);
                }
            }
        }
        return written;
    }

    private Path file(String type) {
        return classes().resolve(type.replace('.', '/') + ".class");
    }

    private static Stream<Path> contents(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.toList().stream();
        }
    }
}
