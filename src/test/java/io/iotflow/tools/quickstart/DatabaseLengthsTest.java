package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseLengthsTest {

    @TempDir
    private Path folder;

    private boolean sound = true;
    private Path first;
    private DatabaseLengths lengths;

    @BeforeEach
    void write() throws IOException {
        first = Files.createDirectories(folder.resolve("client_queue")).resolve("0.xd");
        Files.writeString(first, "good");
        lengths = new DatabaseLengths(folder, () -> sound);
    }

    @Test
    void whatCameAfterTheNoteIsCutOff() throws IOException {
        lengths.note();
        Files.writeString(first, "good, and half a wri");
        Path second = first.resolveSibling("1.xd");
        Files.writeString(second, "new");
        Path other = first.resolveSibling("other");
        Files.writeString(other, "not its business");
        lengths.restore();
        assertEquals("good", Files.readString(first));
        assertFalse(Files.exists(second));
        assertEquals("not its business", Files.readString(other));
    }

    @Test
    void whatMayBeWrongIsNotNoted() throws IOException {
        lengths.note();
        Files.writeString(first, "good, and half a wri");
        sound = false;
        lengths.note();
        lengths.restore();
        assertEquals("good", Files.readString(first));
    }

    @Test
    void nothingIsTouchedBeforeTheFirstNote() throws IOException {
        lengths.restore();
        assertEquals("good", Files.readString(first));
    }
}
