package io.iotflow.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelReaderTest {

    private static final String WEBHOOK =
            "{\"name\":\"ops\",\"type\":\"webhook\",\"url\":\"https://hooks.example.com/t/oken\"}";

    private final TestNotify notify = new TestNotify(Map.of("iotflow.notify.allowed.networks", ""));

    private static String with(String base, String member, String value) {
        return Json.text(Json.createObjectBuilder(Json.readObject(base))
                .add(member, Json.read(value))
                .build());
    }

    private String refusal(String json) {
        return assertThrows(Problem.class, () -> notify.read(json)).getMessage();
    }

    @Test
    void readsAWebhookWithItsDefaults() {
        ChannelDefinition channel = notify.read(WEBHOOK);
        JsonObject described =
                channel.describe(notify.kinds.get("webhook").secrets()).build();

        assertEquals(Severity.INFO, channel.minSeverity());
        assertEquals(Notice.Event.names(), channel.events());
        assertEquals("https://hooks.example.com", described.getString("address"));
        assertTrue(described.getBoolean("url_set"));
        assertFalse(described.getBoolean("secret_set"));
        assertFalse(described.toString().contains("oken"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name | \"A b\" | name must be 1 to 64 lower-case letters",
                "type | \"pager\" | type must be one of alertmanager, email, mqtt, slack, teams, webhook",
                "typo | 1 | typo is not a known member",
                "min_severity | \"bad\" | min_severity must be one of critical, major, minor, warning, info",
                "events | [\"closed\"] | events must be one or some of opened, changed, acknowledged, cleared, escalated",
                "events | [] | events must be one or some of",
                "group_wait | 3601 | group_wait must be a whole number from 0 to 3600",
                "messages_per_hour | 0 | messages_per_hour must be a whole number from 1 to 36000",
                "burst | 1.5 | burst must be a whole number from 1 to 1000",
                "enabled | 1 | enabled must be true or false",
                "url | \"ftp://example.com/\" | url must be an http or https address",
                "url | \"file:///etc/passwd\" | url must be an http or https address",
                "url | \"https://u:p@example.com/\" | url must have no user or password",
                "url | \"http://127.0.0.1/\" | url must not lead to a private, local or reserved address",
                "url | \"http://[::ffff:10.0.0.1]/\" | url must not lead to a private, local or reserved address",
                "url | \"http://LOCALHOST/\" | url must not lead to a private, local or reserved address",
                "headers | {\"Host\":\"x\"} | headers[Host] cannot be set",
                "headers | {\"X-IoTFlow-Signature\":\"x\"} | headers[X-IoTFlow-Signature] cannot be set",
                "headers | {\"X y\":\"x\"} | headers[] cannot be set",
                "headers | {\"X-A\":\"x\\ny\"} | headers[X-A] must be 1 to 1000 printable ASCII characters",
                "headers | [] | headers must be an object of at most 10 names",
                "content_type | \"text/html\" | content_type must be one of application/json, text/plain",
                "content_type | \"text/plain\" | template is required for another content_type",
                "template | \"{{nothing}}\" | template has unknown names: nothing",
            })
    void refusesWhatIsWrongWithAClearText(String member, String value, String refusal) {
        String message = refusal(with(WEBHOOK, member, value));

        assertTrue(message.startsWith(refusal), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"m\",\"type\":\"mqtt\",\"topic\":\"iotflow/devices/a/telemetry/x\"} | topic must begin with",
                "{\"name\":\"m\",\"type\":\"mqtt\",\"topic\":\"iotflow/notifications/#\"} | topic must begin with",
                "{\"name\":\"m\",\"type\":\"mqtt\",\"topic\":\"iotflow/notifications/\"} | topic must begin with",
                "{\"name\":\"m\",\"type\":\"mqtt\"} | topic is required",
                "{\"name\":\"a\",\"type\":\"alertmanager\",\"url\":\"https://a.example/\",\"labels\":{\"severity\":\"x\"}} |"
                        + " labels must have names",
                "{\"name\":\"a\",\"type\":\"alertmanager\",\"url\":\"https://a.example/\",\"labels\":{\"team\":1}} |"
                        + " labels must have texts",
                "{\"name\":\"e\",\"type\":\"email\",\"to\":[\"nobody\"],\"from\":\"a@b.example\",\"host\":\"mail.example\"} |"
                        + " to must be an array of 1 to 50 mail addresses",
                "{\"name\":\"e\",\"type\":\"email\",\"to\":[\"a@b.example\"],\"host\":\"mail.example\"} |"
                        + " from is required where IOTFLOW_SMTP_FROM is not set",
                "{\"name\":\"e\",\"type\":\"email\",\"to\":[\"a@b.example\"],\"from\":\"a@b.example\"} |"
                        + " host is required where IOTFLOW_SMTP_HOST is not set",
                "{\"name\":\"s\",\"type\":\"slack\"} | url is required",
            })
    void refusesWhatIsWrongWithOtherTypes(String json, String refusal) {
        String message = refusal(json);

        assertTrue(message.startsWith(refusal), message);
    }

    @Test
    void keepsSecretsThatAreNotGivenAgain() {
        ChannelDefinition former = notify.read(with(WEBHOOK, "secret", "\"shared\""));

        ChannelDefinition renewed = notify.read("{\"min_severity\":\"major\"}", former);

        assertEquals(former.parts().secret(), renewed.parts().secret());
        assertEquals(Severity.MAJOR, renewed.minSeverity());
        assertEquals(
                Optional.empty(),
                notify.read("{\"secret\":null}", former).parts().secret("secret"));
    }

    @Test
    void sendsNoKeptSecretToAnotherServer() {
        ChannelDefinition former = notify.read(with(WEBHOOK, "headers", "{\"Authorization\":\"Bearer x\"}"));

        String refusal = assertThrows(Problem.class, () -> notify.read("{\"url\":\"https://evil.example/\"}", former))
                .getMessage();
        ChannelDefinition same = notify.read("{\"url\":\"https://hooks.example.com/other\"}", former);

        assertEquals("headers must be given again, or be null: url leads to another server", refusal);
        assertEquals(Map.of("Authorization", "Bearer x"), HttpAddress.headersOf(same.parts()));
    }

    @Test
    void sendsNoKeptPasswordToAnotherMailServer() {
        String mail = "{\"name\":\"e\",\"type\":\"email\",\"to\":[\"a@b.example\"],\"from\":\"a@b.example\","
                + "\"host\":\"mail.example\",\"username\":\"u\",\"password\":\"p4ssword\"}";
        ChannelDefinition former = notify.read(mail);
        String same =
                "{\"to\":[\"c@b.example\"],\"from\":\"a@b.example\",\"host\":\"mail.example\",\"username\":\"u\"}";

        assertEquals(Optional.of("p4ssword"), notify.read(same, former).parts().secret("password"));
        for (String change : new String[] {"\"host\":\"evil.example\"", "\"security\":\"none\""}) {
            String other = with(same, change.split(":")[0].replace("\"", ""), change.split(":")[1]);
            assertTrue(assertThrows(Problem.class, () -> notify.read(other, former))
                    .getMessage()
                    .startsWith("password must be given again"));
        }
    }

    @Test
    void keepsNameAndType() {
        ChannelDefinition former = notify.read(WEBHOOK);

        assertTrue(assertThrows(Problem.class, () -> notify.read("{\"name\":\"other\"}", former))
                .getMessage()
                .startsWith("name must be the name in the path"));
        assertTrue(assertThrows(Problem.class, () -> notify.read("{\"type\":\"slack\"}", former))
                .getMessage()
                .startsWith("type cannot be changed"));
    }
}
