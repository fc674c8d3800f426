package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of a message, drawn. */
class HealthIT extends AtTheConsole {

    private static final String ANSWER = """
            const ask = window.fetch;
            window.fetch = (path, given) => path.startsWith('/health')
                ? Promise.resolve(new Response(JSON.stringify({status: 'degraded', version: '1', parts: [
                    {name: 'postgresql', status: 'unhealthy', data: {reason: 'a commit takes too long'}},
                    {name: 'mqtt', status: 'healthy', data: {}},
                    {name: 'influxdb', status: 'healthy', data: {state: 'held', backlog_points: '5200', backlog_age_seconds: '190'}}]}),
                    {status: 503}))
                : ask(path, given);
            """;

    @Test
    void saysWhatIsReceivedAndStored() {
        signedInAt("#/health");

        browser.awaitText("Everything works");
        browser.find(".pipeline[aria-label*='Log (PostgreSQL), stores']");
        browser.find(".pipeline[aria-label*='InfluxDB, not configured']");
        browser.find(".pipeline[aria-label*='messages/s']");
        assertEquals(0L, browser.run("return document.querySelectorAll('.pipeline .bad').length"));
        look("health");
    }

    @Test
    void isRedWhereMessagesStandAndSaysWhyAndWhatToDo() {
        signedInAt("#/health");
        browser.awaitText("Everything works");

        browser.run(ANSWER);

        browser.awaitText("PostgreSQL does not store");
        browser.awaitText("a commit takes too long");
        browser.awaitText("Correct INFLUXDB_TOKEN");
        browser.awaitText("5,200 wait");
        assertEquals(
                List.of("Log (PostgreSQL)", "InfluxDB"),
                browser.run("return [...document.querySelectorAll('.d-lg-none .bad .name, .d-lg-block .bad .name')]"
                        + ".slice(0, 2).map((it) => it.textContent)"));
        look("health-sick");
    }
}
