package io.iotflow.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateTest {

    private static final Message ONE = TestNotify.message(1, Notice.Event.OPENED);

    private static String filled(String template, boolean isJson) throws SendFailed {
        return Template.fill(template, ONE, Instant.EPOCH, isJson);
    }

    @Test
    void putsValuesInEscapedForJson() throws SendFailed {
        String filled = filled("{\"msg\": \"{{message}}\", \"n\": {{count}}, \"v\": {{ values }}}", true);

        assertEquals("silent for \"5\" minutes", Json.readObject(filled).getString("msg"));
        assertEquals(1, Json.readObject(filled).getInt("n"));
        assertEquals(5, Json.readObject(filled).getJsonObject("v").getInt("minutes"));
    }

    @Test
    void putsValuesIntoPlainTextAsTheyAre() throws SendFailed {
        assertEquals("device-1: silent for \"5\" minutes $1", filled("{{device_id}}: {{message}} $1", false));
    }

    @Test
    void refusesUnknownNamesAndSaysWhichThereAre() {
        String violation =
                Template.violation("{{device}} {{title}} {{x y}}", false).orElseThrow();

        assertTrue(
                violation.startsWith("has unknown names: device, x y; there are alert_id, at, channel, count,"),
                violation);
    }

    @Test
    void refusesWhatIsNoJsonWithItsValues() {
        assertTrue(Template.violation("{\"text\": {{title}}}", true)
                .orElseThrow()
                .startsWith("with its values is not valid JSON"));
        assertEquals(
                Optional.empty(), Template.violation("{\"text\": \"{{title}}\", \"all\": {{message_json}}}", true));
    }

    @Test
    void refusesWhatIsTooLong() {
        assertEquals(
                Optional.of("must be at most 10000 characters, is 10001"),
                Template.violation("x".repeat(10_001), false));
    }

    @Test
    void makesNoBodyWithoutBounds() {
        String template = "{{message_json}} ".repeat(500);

        assertThrows(
                SendFailed.class,
                () -> Template.fill(template, TestNotify.message(100, Notice.Event.OPENED), Instant.EPOCH, false));
    }
}
