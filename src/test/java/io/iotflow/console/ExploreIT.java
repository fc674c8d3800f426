package io.iotflow.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.Json;
import java.io.StringReader;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Questions about many devices by clicks. */
class ExploreIT extends AtTheConsole {

    private static final String QUERY = "/api/v1/timeseries/query";

    @Test
    void comparesDevicesInOneChartThatALinkRestores() {
        TestDevice other = admin.newDevice();
        other.http().post("/api/v1/devices/telemetry", "{\"data\":{\"temperature\":17.25}}");
        signedInAt("#/explore?view=chart");
        for (TestDevice one : List.of(device, other)) {
            browser.type("#device-search", one.id());
            browser.click(".found[aria-label='Add " + one.id() + "']");
            browser.find("#chosen [aria-label='Take " + one.id() + " away']");
        }

        browser.find("#explored[data-lines='2']");
        browser.awaitText("21.5");
        browser.awaitText("17.25");

        browser.open("#/health?" + Instant.now()); // another page, and back by the link
        String link = "#/explore?device=" + device.id() + "&device=" + other.id() + "&view=table";
        browser.open(link);
        browser.awaitText("17.25");
        browser.find("th:nth-child(3)");
        assertTrue(browser.address().endsWith(link), browser.address());
    }

    @Test
    void fieldsThatNeedMoreThanTwoAxesHaveAChartEach() {
        send("{\"data\":{\"temperature\":21.5,\"humidity\":48.5,\"pressure\":1013.5}}");
        signedInAt("#/explore?device=" + device.id());

        browser.find("#explored[data-lines='3'] .part:nth-of-type(3)");
        browser.awaitText("3 series");
        look("explore-charts");
        browser.click(".fields summary");
        for (String field : List.of("humidity", "pressure")) {
            browser.run("[...document.querySelectorAll('.fields label')].find(it => it.innerText === '" + field
                    + "').click()");
        }

        browser.find("#explored[data-lines='2']");
        browser.awaitGone("#explored .part");
        assertEquals(1L, browser.run("return document.querySelectorAll('details.fields[open]').length"));
        browser.click("h1");
        browser.awaitGone("details.fields[open]");
    }

    @Test
    void movesWithTime() {
        signedInAt("#/explore?fn=max&device=" + device.id());
        browser.find("#explored[data-last='21.5']");

        send("{\"data\":{\"temperature\":44.5},\"timestamp\":\"%s\"}".formatted(Instant.now()));

        browser.awaitText("44.5");
    }

    @Test
    void looksAtThePartOverWhichOneDragsAndHidesALine() {
        signedInAt("#/explore?device=" + device.id());
        browser.find("#explored[data-last='21.5']");
        browser.click("#legend button");
        browser.find("#legend button[aria-pressed='false']");

        browser.drag("#explored .u-over");

        browser.find("#start");
        Instant start = at("start");
        Duration part = Duration.between(start, at("stop"));
        assertTrue(part.toSeconds() > 10 && part.toMinutes() < 10, browser.address());
        assertTrue(start.isAfter(Instant.now().minusSeconds(900)), browser.address());
        browser.awaitText("sent nothing of this in this time"); // it was sent just now

        browser.run("history.back()");

        browser.find("#explored[data-last='21.5']");
        browser.awaitGone("#start");
    }

    /** A time in the address. */
    private Instant at(String name) {
        return Instant.parse(
                URLDecoder.decode(browser.address().replaceAll(".*[?&]" + name + "=([^&]*).*", "$1"), UTF_8));
    }

    @Test
    void drawsFieldsWithScalesOfTheirOwnEachWithItsAxis() {
        send("{\"data\":{\"temperature\":21.5,\"pressure\":1013.2,\"humidity\":40,\"battery\":3.1}}");
        signedInAt("#/explore?device=" + device.id());

        browser.find("#explored[data-lines='4'] .part:nth-of-type(4)");

        assertEquals(
                List.of("battery", "humidity", "pressure", "temperature"),
                browser.run(
                        "return [...document.querySelectorAll('#explored .part > bdi')].map((it) => it.textContent)"));
        assertEquals(
                8L, browser.run("return document.querySelectorAll('#explored .u-axis').length")); // time and values
        browser.click("#legend button");
        browser.find("#legend button[aria-pressed='false']");
    }

    @Test
    void takesTheOnlyDeviceThatIsFoundByEnter() {
        signedInAt("#/explore");
        browser.type("#device-search", device.id() + "\n");

        browser.find("#chosen [aria-label='Take " + device.id() + " away']");
        browser.find("#explored[data-last='21.5']");
        assertEquals("", browser.find("#device-search").getDomProperty("value"));
    }

    @Test
    void saysWhichDeviceOfALinkIsNotThere() {
        signedInAt("#/explore?device=nosuch&device=" + device.id());

        browser.awaitText("There is no device “nosuch”. Take it away.");
        browser.click("[aria-label='Take nosuch away']");

        browser.find("#explored[data-last='21.5']");
    }

    @Test
    void saysInTheApisWordsWhatIsWrong() {
        signedInAt("#/explore?device=" + device.id());
        browser.find("#explored");

        browser.choose("#fn", "increase");

        Reply refused = admin.post(
                QUERY, "{\"devices\":[\"%s\"],\"window\":\"10s\",\"functions\":[\"increase\"]}".formatted(device.id()));
        assertEquals(refused.json().getString("detail"), browser.find("#error").getText());
    }

    @Test
    void asksTheSameAsCsvAndAsCurl() {
        signedInAt("#/explore?device=" + device.id() + "&field=temperature&fn=max&window=1d&group=nothing");
        browser.awaitText("21.5");

        String csv =
                String.valueOf(browser.await("fetch(document.querySelector('#csv').href).then((it) => it.text())"));
        browser.click("[aria-label='Shown as'] button:last-child");
        String curl = browser.find("#curl").getText();

        assertTrue(csv.startsWith("time,measurement,field,max\n"), csv);
        assertTrue(csv.contains(",sensor,temperature,21.5"), csv);
        assertTrue(curl.contains("-H \"X-API-Key: $KEY\""), curl);
        String body = curl.substring(curl.indexOf("-d '") + 4, curl.length() - 1);
        Reply same = admin.post(QUERY, body);
        assertEquals(
                Json.createReader(new StringReader("[21.5]")).readArray().get(0),
                same.json()
                        .getJsonArray("series")
                        .getJsonObject(0)
                        .getJsonArray("points")
                        .getJsonArray(0)
                        .get(1));
    }

    @Test
    void showsStatesOverTimeAndWhereADeviceIs() {
        send("{\"data\":{\"open\":true,\"latitude\":52.5,\"longitude\":-13.4}}");
        signedInAt("#/explore?field=open&device=" + device.id());
        browser.click("[aria-label='Shown as'] button:nth-child(3)");
        browser.find(".timeline svg[aria-label*='true since']");
        browser.click("[aria-label='Shown as'] button:first-child");
        browser.find("#fn option:checked[value='mean']");

        String place = "[aria-label*='52.50000, -13.40000']";
        browser.open("#/explore?field=latitude&field=longitude&fn=last&view=map&device=" + device.id());
        browser.find(".mapped a" + place);
        browser.open("#/device/" + device.id());
        browser.find(".card .map a" + place);
    }

    @Test
    void canBeUsedByEverybody() {
        signedInAt("#/explore");
        browser.awaitText("Choose which devices");
        look("explore-empty");

        browser.open("#/explore?" + String.join("&", manyDevices()) + "&range=1h");
        browser.find("#explored[data-lines='24']");
        look("explore");
        browser.open("#/explore?" + String.join("&", manyDevices().subList(0, 4)) + "&range=1h&view=table");
        browser.find("th");
        look("explore-table");
        browser.open("#/explore?by=all&view=curl");
        browser.find("#curl");
        look("explore-curl");
    }

    /** Twelve devices with an hour of two fields each, as parameters of the address. */
    private List<String> manyDevices() {
        List<String> parameters = new ArrayList<>();
        Instant now = Instant.now();
        for (int i = 0; i < 12; i++) {
            String id = "explored-" + i;
            admin.post(
                    "/api/v1/devices/register",
                    "{\"device_id\":\"%s\",\"name\":\"Hall %d\",\"device_type\":\"climate\"}".formatted(id, i + 1));
            StringBuilder points = new StringBuilder();
            for (int minute = 1; minute <= 60; minute++) {
                double wave = Math.sin(minute / 9.0 + i);
                points.append(points.isEmpty() ? "" : ",")
                        .append(("{\"device_id\":\"%s\",\"measurement\":\"climate\",\"fields\":"
                                        + "{\"temperature\":%s,\"humidity\":%s},\"timestamp\":\"%s\"}")
                                .formatted(id, 20 + i / 2.0 + wave, 45 + i - 3 * wave, now.minusSeconds(60L * minute)));
            }
            admin.post("/api/v1/influxdb/telemetry/batch", "{\"points\":[" + points + "]}");
            parameters.add("device=" + Client.encode(id));
        }
        return parameters;
    }
}
