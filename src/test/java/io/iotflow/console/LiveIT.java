package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.TestStack;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Pages that show what comes as it comes. */
class LiveIT extends AtTheConsole {

    private static final String LIVE = "#live[data-state='live']";

    @Test
    void aDevicesReadingsAreShownWithoutAsking() {
        signedInAt("#/device/" + device.id());
        browser.awaitText("21.5");
        browser.find(LIVE);
        answerNothingButTheStream();

        send(reading(40.5));

        browser.find("#values[data-last='40.5']");
        browser.awaitText("{\"temperature\":40.5}");
        browser.awaitText("1 s ago"); // the page goes on by itself
        for (int i = 0; i < 60; i++) {
            send(reading(i));
        }
        browser.find("#values[data-last='59']");
        assertEquals(50L, browser.run("return document.querySelectorAll('#messages li').length"));
    }

    @Test
    void whatCameWhileTheServerWasAwayIsShownWhenItIsBack() {
        signedInAt("#/device/" + device.id());
        browser.find(LIVE);
        browser.awaitText("21.5");

        browser.hide(true);
        browser.disconnect(true);
        browser.hide(false);
        browser.find("#live[data-state='away']");
        browser.awaitText("The server does not answer. It is tried again by itself.");
        send(reading(33.25));
        answerNothingButTheStream();
        browser.disconnect(false);

        browser.find(LIVE);
        browser.awaitText("{\"temperature\":33.25}");
        browser.errors(); // that it was away
    }

    @Test
    void standsStillWhileNobodyLooksOrWantsIt() {
        signedInAt("#/device/" + device.id());
        browser.find(LIVE);

        browser.hide(true);
        browser.find("#live[data-state='hidden']");
        browser.hide(false);
        browser.find(LIVE);

        browser.click("#pause");
        browser.find("#live[data-state='paused']");
        send(reading(70.5));
        browser.click("#pause");
        browser.find(LIVE);
        browser.awaitText("{\"temperature\":70.5}");
    }

    @Test
    void anOpenPageIsNoUseOfTheSession() {
        TestStack.change("DELETE FROM console_session");
        signedInAt("#/device/" + device.id());
        browser.find(LIVE);
        lastUsedBefore("7 hours 50 minutes");

        browser.hide(true);
        browser.find("#live[data-state='hidden']");
        browser.hide(false);
        browser.find(LIVE);
        send(reading(44.75));
        browser.awaitText("44.75");

        assertEquals(1, unusedFor("7 hours 50 minutes"));
        lastUsedBefore("8 hours 1 second");
        browser.awaitText("Your session has ended");
    }

    @Test
    void theOverviewTellsWhatHappens() {
        signedInAt("#/");
        browser.awaitText("None since this page was opened");
        browser.find(LIVE);
        answerNothingButTheStream();

        device.publish("status/online", "{}");
        browser.awaitText(device.id() + " came online");
        device.publish("status/offline", "{}");
        browser.awaitText(device.id() + " went offline");
        look("overview-events");
    }

    /** From now on a page that asks waits for ever. */
    private void answerNothingButTheStream() {
        browser.run("const real = fetch; window.fetch = (path, options) =>"
                + " path.includes('/stream') ? real(path, options) : new Promise(() => {});");
    }

    private static String reading(double temperature) {
        return "{\"data\":{\"temperature\":%s},\"timestamp\":\"%s\"}".formatted(temperature, Instant.now());
    }

    private static void lastUsedBefore(String interval) {
        TestStack.change("UPDATE console_session SET last_used_at = now() - interval '" + interval + "'");
        TestStack.change("SELECT pg_notify('iotflow_changes', 'console_session:')"); // nodes forget what they remember
    }

    private static long unusedFor(String interval) {
        return TestStack.queryLong(
                "SELECT count(*) FROM console_session WHERE last_used_at <= now() - interval '" + interval + "'");
    }
}
