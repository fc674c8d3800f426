package io.iotflow.journey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.FreePorts;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./quickstart --dev}: somebody saves a page, a method, a mistake, and more than a method. */
@FullSuite
class QuickstartDevIT {

    private static final String NAME = "\"IoTFlow Connectivity Layer\"";

    @TempDir
    private Path folder;

    private Client client;
    private QuickstartProcess quickstart;

    @Test
    void bringsWhatIsSavedIntoTheRunningApplicationAndKeepsTheData() throws Exception {
        BuiltCopy copy = BuiltCopy.withSources(folder);
        int http = FreePorts.next();
        try (QuickstartProcess process = QuickstartProcess.start(copy, http, FreePorts.next(), Map.of(), "--dev")) {
            quickstart = process.awaitReady();
            client = new Client(URI.create("http://127.0.0.1:" + http), process.value("Admin key"));
            assertEquals(201, register().status());

            aPage();
            aMethod();
            aMistake();
            moreThanAMethod();

            assertTrue(client.get("/api/v1/admin/devices?search=kept").text().contains("kept"));
            process.stop();
            assertTrue(process.output().contains("stopped PostgreSQL"), process.output());
        }
    }

    private Reply register() {
        return client.post(
                "/api/v1/devices/register", "{\"name\":\"kept\",\"device_type\":\"sensor\",\"device_id\":\"kept\"}");
    }

    private void aPage() throws IOException {
        Path page = folder.resolve("src/main/webapp/console/console.css");
        Files.writeString(page, "/* saved just now */\n" + Files.readString(page));

        await().atMost(30, SECONDS)
                .until(() -> client.get("/console/console.css").text().contains("saved just now"));
    }

    private void aMethod() throws IOException {
        save(NAME, "\"a changed method\"");

        await().atMost(60, SECONDS).until(() -> answer().contains("a changed method"));
        assertFalse(quickstart.output().contains("deploying again"), "code of a method needs no deployment");
    }

    private void aMistake() throws IOException {
        save("\"a changed method\"", "\"a mistake\" +");

        await().atMost(60, SECONDS).until(() -> quickstart.output().contains("what ran before goes on"));
        assertTrue(quickstart.output().contains("src/main/java/io/iotflow/monitoring/IndexPage.java:"));
        assertTrue(answer().contains("a changed method"));

        save("\"a mistake\" +", "\"corrected\"");
        await().atMost(60, SECONDS).until(() -> answer().contains("corrected"));
    }

    private void moreThanAMethod() throws IOException {
        save("\"corrected\"", "changed()");
        save(
                "    private JsonObject index()",
                "    private String changed() { return \"a new method\"; }\n\n" + "    private JsonObject index()");

        await().atMost(120, SECONDS).ignoreExceptions().until(() -> answer().contains("a new method"));
        assertTrue(quickstart.output().contains("deploying again"));
    }

    private String answer() {
        return client.get("/").text();
    }

    private void save(String text, String instead) throws IOException {
        Path source = folder.resolve("src/main/java/io/iotflow/monitoring/IndexPage.java");
        String before = Files.readString(source);
        assertTrue(before.contains(text), before);
        Files.writeString(source, before.replace(text, instead));
    }
}
