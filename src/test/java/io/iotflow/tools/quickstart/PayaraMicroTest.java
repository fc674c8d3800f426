package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which Payara Micro a Java gets, and which Java there is. */
class PayaraMicroTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"17, payara-micro.jar", "20, payara-micro.jar", "21, payara-micro-7.jar", "25, payara-micro-7.jar"})
    void eachJavaGetsItsOwn(int release, String jar) throws IOException {
        Files.createFile(folder.resolve("payara-micro-7.jar"));

        assertEquals(folder.resolve(jar), PayaraMicro.jar(folder, new JavaHome(folder, release)));
    }

    @Test
    void aReleaseHasOneForAll() {
        assertEquals(folder.resolve("payara-micro.jar"), PayaraMicro.jar(folder, new JavaHome(folder, 25)));
    }

    @ParameterizedTest
    @CsvSource({"17.0.15, 17", "21, 21", "25.0.1, 25"})
    void aJavaSaysItsRelease(String version, int release) throws IOException {
        install("JAVA_VERSION=\"" + version + "\"\nIMPLEMENTOR=\"x\"\n");

        assertEquals(List.of(new JavaHome(folder, release)), JavaHome.in(folder).toList());
    }

    @Test
    void whatDoesNotSayItsReleaseIsNoJava() throws IOException {
        assertTrue(JavaHome.in(folder).toList().isEmpty(), "an empty folder");
        install("JAVA_VERSION=\"new\"\n");
        assertTrue(JavaHome.in(folder).toList().isEmpty(), "no version");
    }

    @Test
    void theJavaThatRunsThisIsTakenWhenItIsNewEnough() {
        assertEquals(Optional.of(JavaHome.current()), JavaHome.atLeast(17));
        assertEquals(Optional.empty(), JavaHome.atLeast(1_000));
    }

    private void install(String release) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Path java = Files.createFile(folder.resolve("bin/java"));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("release"), release);
    }
}
