package io.iotflow.tools.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFilesTest {

    @TempDir
    private Path project;

    private Path source;
    private Path page;
    private ProjectFiles files;

    @BeforeEach
    void aProject() throws IOException {
        source = write("src/main/java/io/iotflow/One.java", "class One {}");
        page = write("src/main/webapp/docs/index.html", "<p>");
        files = new ProjectFiles(project);
    }

    @Test
    void seeWhatIsAddedChangedAndRemovedOnce() throws IOException {
        assertEquals(Set.of(), files.changes());

        Path added = write("src/main/resources/META-INF/new.properties", "a=1");
        Files.writeString(page, "<p>changed");
        Files.delete(source);

        assertEquals(Set.of(added, page, source), files.changes());
        assertEquals(Set.of(), files.changes());
        assertEquals(List.of(), files.javaFiles());
    }

    @Test
    void overlookWhatEditorsLeaveBeside() throws IOException {
        write("src/main/java/io/iotflow/.#One.java", "");
        write("src/main/java/io/iotflow/One.java~", "");
        write("src/main/java/io/iotflow/4913", "");
        write("src/main/webapp/docs/.index.html.swp", "");

        assertEquals(Set.of(), files.changes());
    }

    @Test
    void knowWhereTheBuildPutsThem() {
        assertTrue(files.isJava(source));
        assertEquals(Path.of("docs/index.html"), files.place(page));
        assertEquals(
                Path.of("WEB-INF/classes/META-INF/a"), files.place(project.resolve("src/main/resources/META-INF/a")));
        assertEquals(Path.of("WEB-INF/classes/liquibase/a"), files.place(project.resolve("src/main/liquibase/a")));
    }

    private Path write(String file, String text) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }
}
