package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.stack.Waiting;
import java.net.URI;
import java.util.List;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A browser and a device that has sent a reading; no page may have an error or ask another host. */
@FullSuite
@Deployed(OnPostgresql.class)
abstract class AtTheConsole {

    static final String HOSTILE = "<img src=x onerror=window.hacked=1> \u202E\u0645\u0633\u062A \uD83C\uDF21";

    @ArquillianResource
    URI base;

    Client admin;
    TestDevice device;
    Browser browser;

    @BeforeEach
    void begin() {
        browser = Browser.start(base);
        admin = Client.admin(base);
        device = admin.newDevice();
        send("{\"data\":{\"temperature\":21.5}}");
    }

    @AfterEach
    void end() {
        if (browser == null) { // skipped
            return;
        }
        try (Browser it = browser) {
            assertEquals(List.of(), it.errors());
            assertEquals(List.of(), it.foreignRequests());
        }
    }

    /** Nothing that axe finds is wrong with the page, light or dark; pictures of it in three widths. */
    void look(String page) {
        for (int i = 0; i < 2; i++) {
            String name = page + "-" + browser.run("return document.documentElement.dataset.bsTheme");
            Waiting.soon().untilAsserted(() -> assertEquals(List.of(), browser.violations(), name));
            for (int width : List.of(390, 1280, 1920)) {
                browser.picture(name, width);
            }
            browser.run("document.getElementById('theme').click()"); // a question stands before it
        }
    }

    void signedInAt(String page) {
        browser.open(page);
        browser.signIn(TestStack.ADMIN_KEY);
    }

    void send(String reading) {
        device.http().post("/api/v1/devices/telemetry", reading);
    }
}
