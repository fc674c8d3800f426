package io.iotflow.platform.logging;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.quickstart.LogFormat;
import io.iotflow.tools.quickstart.StartException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is written to the log, and in which form. */
@FullSuite
class LogIT {

    @Test
    void showsEveryBatchAndRequestOfAModuleAtDebugAsOneJsonObjectPerLine() {
        try (Application application = Application.launch(
                        settings("timeseries=debug,web=debug,problem=debug"), LogFormat.JSON)
                .awaitReady()) {
            TestDevice device = Client.admin(application.uri()).newDevice();
            Reply stored = device.http().post("/api/v1/devices/telemetry", "{\"data\":{\"a\":1,\"b\":2}}");
            Reply refused = device.http().get("/api/v1/influxdb/device/an%0Aother/data?start=secret-in-query");
            assertEquals(201, stored.status());
            assertEquals(403, refused.status());

            soon().until(() -> messages(application, "io.iotflow.timeseries.BatchWriter").stream()
                    .anyMatch(it -> it.matches("wrote \\d+ points")));
            assertTrue(messages(application, "io.iotflow.platform.web").stream()
                    .anyMatch(it -> it.matches("POST /api/v1/devices/telemetry 201 \\d+ ms \\(request "
                            + Pattern.quote(stored.header("X-Request-Id")) + "\\)")));
            assertTrue(messages(application, "io.iotflow.platform.problem.ProblemMapper").stream()
                    .anyMatch(it -> it.startsWith("answered 403 to GET /api/v1/influxdb/device/an%0Aother/data: ")
                            && it.endsWith("(request " + refused.json().getString("request_id") + ")")));
            assertFalse(messages(application, "io.iotflow.platform.web").stream()
                    .anyMatch(it -> it.contains("secret-in-query")));
            assertEquals(
                    List.of(),
                    application.log().stream().filter(it -> !it.startsWith("{")).toList());
            String all = String.join("\n", application.log());
            assertFalse(all.contains(device.key()) || all.contains(TestStack.ADMIN_KEY), "a key is in the log");
        }
    }

    @Test
    void aModuleOrLevelThatIsNoneStopsTheStartWithALineThatNamesTheSetting() {
        try (Application application = Application.launch(settings("timeseries=loud"), LogFormat.JSON)) {
            StartException refusal = assertThrows(StartException.class, application::awaitReady);

            assertTrue(refusal.getMessage().contains("IOTFLOW_LOG knows the levels"), refusal.getMessage());
            assertEquals(1, refusal.getMessage().lines().count());
        }
    }

    private static Map<String, String> settings(String log) {
        Map<String, String> settings = new HashMap<>(TestStack.withDouble());
        settings.put("iotflow.log", log);
        return settings;
    }

    private static List<String> messages(Application application, String logger) {
        return application.log().stream()
                .filter(it -> it.startsWith("{") && it.endsWith("}")) // the last may be half written
                .map(LogIT::event)
                .filter(it -> it.getString("LoggerName").equals(logger))
                .map(it -> it.getString("LogMessage", ""))
                .toList();
    }

    private static JsonObject event(String line) {
        return Json.createReader(new StringReader(line)).readObject();
    }
}
