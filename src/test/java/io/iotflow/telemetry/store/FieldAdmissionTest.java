package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.RegisteredField.Name;
import jakarta.json.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FieldAdmissionTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final Map<Name, RegisteredField> known = new HashMap<>();

    @Test
    void letsTheFirstMessageWithAFieldSayItsTypeAlsoWithinABatch() {
        Upload number = upload(message("v", 1.0));
        Upload text = upload(message("v", "one"));
        Upload otherNumber = upload(message("v", 2.0));

        FieldAdmission admission = judge(100, number, text, otherNumber);

        assertEquals(List.of(number, otherNumber), admission.admitted());
        assertEquals(Set.of("v number"), added(admission));
        assertEquals(Set.of(text.committed()), admission.refused().keySet());
    }

    @Test
    void refusesAnUploadThatContradictsItself() {
        FieldAdmission admission = judge(100, upload(message("v", 1.0), message("v", true)));

        assertEquals(List.of(), admission.admitted());
        assertEquals(Set.of(), added(admission));
    }

    @Test
    void namesTheFirstConflictOfEveryMessage() {
        know("v", FieldType.NUMBER);
        know("w", FieldType.BOOLEAN);
        Upload upload = upload(message("v", "a", "w", "b"), message("v", 1.0), message("w", 1.0));

        FieldsRefused refused = judge(100, upload).refused().get(upload.committed());

        assertEquals(
                List.of("0.v", "2.w"),
                refused.violations(new MessagePaths(place -> place + ".", "", "")).stream()
                        .map(it -> it.field())
                        .toList());
        assertEquals(Set.of(0, 2), refused.messages());
        assertEquals(Reason.FIELD_TYPE, refused.reason());
        assertEquals(
                "v is a string, but field 'v' of measurement 'm' has been a number since 2026-01-31T12:00:00Z, when device d"
                        + " sent it first",
                refused.detail());
    }

    @Test
    void doesNotHoldAMessageToOneThatIsRefusedItself() {
        know("w", FieldType.BOOLEAN);
        Upload upload = upload(message("v", 1.0, "w", "bad"), message("v", "text"));

        FieldsRefused refused = judge(100, upload).refused().get(upload.committed());

        assertEquals(Set.of(0), refused.messages());
    }

    @Test
    void registersNothingOfAnUploadThatIsRefusedAndGivesItsPlacesBack() {
        know("v", FieldType.NUMBER);
        Upload refused = upload(message("new", 1.0, "v", "one"));
        Upload second = upload(message("new", "text"));

        FieldAdmission admission = judge(2, refused, second);

        assertEquals(List.of(second), admission.admitted());
        assertEquals(Set.of("new string"), added(admission));
    }

    @Test
    void refusesAFieldForWhichThereIsNoPlaceAndKeepsTheKnownOnes() {
        know("v", FieldType.NUMBER);
        Upload over = upload(message("b", 1.0));

        FieldAdmission admission = judge(2, upload(message("a", 1.0)), over, upload(message("v", 1.0, "a", 2.0)));

        assertEquals(2, admission.admitted().size());
        FieldsRefused refused = admission.refused().get(over.committed());
        assertEquals(Reason.TOO_MANY_FIELDS, refused.reason());
        assertTrue(
                refused.detail().startsWith("b is a new field, and measurement 'm' has 2 already"), refused.detail());
    }

    @Test
    void letsAStatusMessagePassWithoutTheFieldAndKeepsWhatItSaid() {
        know("battery", FieldType.NUMBER);
        var payload = Json.createObjectBuilder().add("battery", "full").build();
        TelemetryMessage status = message("status", "online", "battery", "full")
                .withStatus(new StatusReported(1, "d", "online", payload, NOW, NOW));

        FieldAdmission admission = judge(100, upload(status));

        TelemetryMessage stored = admission.admitted().get(0).messages().get(0);
        assertEquals(Map.of("status", "online"), stored.fields());
        assertEquals("{\"payload\":{\"battery\":\"full\"}}", stored.extra());
    }

    @Test
    void leavesAFieldOfAnotherTypeOutOfALenientMessageAndKeepsWhatItSaid() {
        know("v", FieldType.NUMBER);

        TelemetryMessage stored = admitted(message("v", "broken", "w", 1.0).leavingOut(true, List.of()));

        assertEquals(Map.of("w", 1.0), stored.fields());
        assertEquals(List.of(new LeftOut("v", LeftOut.Why.FIELD_TYPE)), stored.leftOut());
        assertEquals(
                "{\"payload\":{\"v\":\"broken\",\"w\":1.0},"
                        + "\"left_out\":[{\"member\":\"v\",\"reason\":\"field_type\"}]}",
                stored.extra());
    }

    @Test
    void addsToWhatIsLeftOutAlreadyAndKeepsTheOriginalThatIsThere() {
        know("v", FieldType.NUMBER);
        TelemetryMessage message = new TelemetryMessage(
                        1,
                        "d",
                        "m",
                        NOW,
                        Map.of("v", true, "w", 1.0),
                        Map.of(),
                        Map.of(),
                        "{\"payload\":\"as it came\",\"left_out\":[{\"member\":\"time\",\"reason\":\"bad_name\"}]}",
                        NOW)
                .leavingOut(true, List.of(new LeftOut("time", LeftOut.Why.BAD_NAME)));

        assertEquals(
                "{\"payload\":\"as it came\",\"left_out\":[{\"member\":\"time\",\"reason\":\"bad_name\"},"
                        + "{\"member\":\"v\",\"reason\":\"field_type\"}]}",
                admitted(message).extra());
    }

    @Test
    void refusesALenientMessageOfWhichNothingWouldBeLeft() {
        know("v", FieldType.NUMBER);
        Upload upload = upload(
                message("v", "broken").leavingOut(true, List.of()),
                message("w", 1.0).leavingOut(true, List.of()));

        assertEquals(
                Set.of(0), judge(100, upload).refused().get(upload.committed()).messages());
    }

    @Test
    void leavesOutTheNewFieldsForWhichThereIsNoPlace() {
        TelemetryMessage stored = judge(1, upload(message("a", 1.0, "b", 2.0).leavingOut(true, List.of())))
                .admitted()
                .get(0)
                .messages()
                .get(0);

        assertEquals(Map.of("a", 1.0), stored.fields());
        assertEquals(LeftOut.Why.TOO_MANY_FIELDS, stored.leftOut().get(0).why());
    }

    @Test
    void readsATextAsTheNumberOrBooleanThatItsFieldIs() {
        know("v", FieldType.NUMBER);
        know("on", FieldType.BOOLEAN);
        know("id", FieldType.STRING);

        TelemetryMessage stored =
                admitted(message("v", "25.5", "on", "OFF", "id", "0042").leavingOut(true, List.of()));

        assertEquals(Map.of("v", 25.5, "on", false, "id", "0042"), stored.fields());
        assertEquals("{\"payload\":{\"v\":\"25.5\",\"on\":\"OFF\",\"id\":\"0042\"}}", stored.extra());
        assertEquals(List.of(), stored.leftOut());
    }

    @Test
    void readsATextAsANumberAlsoWithinTheBatchThatSaysTheType() {
        FieldAdmission admission =
                judge(100, upload(message("v", 1.0)), upload(message("v", "2").leavingOut(true, List.of())));

        assertEquals(
                Map.of("v", 2.0), admission.admitted().get(1).messages().get(0).fields());
    }

    @Test
    void readsNoTextAsANumberOfAPointThatIsStoredAsItIs() {
        know("v", FieldType.NUMBER);
        Upload upload = upload(message("v", "25.5"));

        assertEquals(Set.of(upload.committed()), judge(100, upload).refused().keySet());
    }

    private TelemetryMessage admitted(TelemetryMessage message) {
        return judge(100, upload(message)).admitted().get(0).messages().get(0);
    }

    @Test
    void knowsAtAGlanceWhatNeedsNoJudgement() {
        know("v", FieldType.NUMBER);

        assertTrue(FieldAdmission.fit(List.of(upload(message("v", 1.0)), upload(message("v", 2.0))), known));
        assertFalse(FieldAdmission.fit(List.of(upload(message("v", 1.0)), upload(message("v", true))), known));
        assertFalse(FieldAdmission.fit(List.of(upload(message("w", 1.0))), known));
    }

    private FieldAdmission judge(int max, Upload... uploads) {
        FieldQuota quota = new FieldQuota(
                new FieldTypeStore.Counts(Map.of("m", known.size()), Map.of(), known.size()),
                new FieldQuota.Max(max, 1000, 1000));
        FieldAdmission admission = new FieldAdmission(known, quota);
        Arrays.stream(uploads).forEach(admission::judge);
        return admission;
    }

    private void know(String field, FieldType type) {
        Name name = new Name("m", field);
        known.put(name, new RegisteredField(name, type, NOW, "d"));
    }

    private static Set<String> added(FieldAdmission admission) {
        return admission.added().stream()
                .map(it -> it.name().field() + " " + it.type().code())
                .collect(Collectors.toSet());
    }

    private static Upload upload(TelemetryMessage... messages) {
        return Upload.of(List.of(messages));
    }

    private static TelemetryMessage message(Object... fields) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            values.put((String) fields[i], fields[i + 1]);
        }
        return new TelemetryMessage(1, "d", "m", NOW, values, Map.of(), Map.of(), null, NOW);
    }
}
