package io.iotflow.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows of mappings, and the rights that follow from them. */
class MappingStoreDbTest {

    private final TestEvent<RightsChanged> rights = new TestEvent<>();
    private TestDatabase database;
    private MappingStore store;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        store = new MappingStore(
                database.sql(), new AuditLog(database.sql(), new Actor()), new Changes(database.sql()), rights);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static MappingDefinition mapping(String json) {
        return DefinitionReader.read(Json.readObject(json), null);
    }

    private StoredMapping add(String json) {
        return store.add(mapping(json), Optional.empty());
    }

    private long addGroup(String groupId) {
        return database.number(
                "INSERT INTO fleet (group_id, name, created_at) VALUES (?, ?, now()) RETURNING id", groupId, groupId);
    }

    private Map<String, List<String>> rightsOf(String... deviceIds) {
        return new PublishRights(database.sql()).of(List.of(deviceIds));
    }

    @Test
    void keepsWhatWasDeclared() {
        StoredMapping stored = add("{\"name\":\"tasmota\",\"template\":\"tasmota\"}");

        assertEquals(
                stored.definition().describe().build(),
                store.all().get(0).definition().describe().build());
        assertEquals(
                List.of("tele/{device_id}/SENSOR", "tele/{device_id}/STATE"),
                stored.definition().topicTexts());
        assertEquals("Time", store.get("tasmota").definition().expressions().get("time"));
        assertEquals(1, rights.fired().size());
    }

    @Test
    void eachDeviceMayPublishWhereItsOwnIdStands() {
        database.addDevice("a");
        database.addDevice("b");
        add("{\"name\":\"m\",\"topics\":[\"tele/{device_id}/SENSOR\"],\"fields\":\"$\"}");

        assertEquals(
                Map.of("a", List.of("tele/a/SENSOR"), "b", List.of("tele/b/SENSOR")), rightsOf("a", "b", "nobody"));
    }

    @Test
    void onlyMembersMayWhereThereIsAGroup() {
        long member = database.addDevice("member");
        database.addDevice("stranger");
        long group = addGroup("g");
        database.sql().update("INSERT INTO fleet_member (fleet, device) VALUES (?, ?)", group, member);
        add("{\"name\":\"m\",\"topics\":[\"tele/{device_id}/SENSOR\"],\"fields\":\"$\",\"group\":\"g\"}");

        assertEquals(Map.of("member", List.of("tele/member/SENSOR")), rightsOf("member", "stranger"));
        database.sql().update("DELETE FROM fleet WHERE id = ?", group);
        assertEquals(Map.of(), rightsOf("member", "stranger"), "a group that is gone has no members");
    }

    @Test
    void onlyPublishersMayElsewhereAndNoLaterDeviceOfThatName() {
        long bridge = database.addDevice("bridge");
        database.addDevice("lamp");
        addGroup("g");
        add("{\"name\":\"z\",\"topics\":[\"zigbee2mqtt/+\"],\"device_id\":\"$level[1]\",\"fields\":\"$\","
                + "\"publishers\":[\"bridge\"],\"group\":\"g\"}");

        assertEquals(Map.of("bridge", List.of("zigbee2mqtt/+")), rightsOf("bridge", "lamp"));
        database.sql().update("DELETE FROM device WHERE id = ?", bridge);
        database.addDevice("bridge");
        assertEquals(Map.of(), rightsOf("bridge", "lamp"));
    }

    @Test
    void aDisabledMappingOpensNothing() {
        database.addDevice("a");
        add("{\"name\":\"m\",\"topics\":[\"tele/{device_id}/SENSOR\"],\"fields\":\"$\",\"enabled\":false}");

        assertEquals(Map.of(), rightsOf("a"));
        assertEquals(List.of(), new PublishRights(database.sql()).filters());
    }

    @Test
    void refusesOverlapsUnknownPublishersAndUnknownGroups() {
        add("{\"name\":\"one\",\"topics\":[\"a/+/b\"],\"device_id\":\"id\",\"fields\":\"$\"}");

        Problem overlap = assertThrows(
                Problem.class,
                () -> add("{\"name\":\"two\",\"topics\":[\"a/#\"],\"device_id\":\"id\",\"fields\":\"$\"}"));
        assertEquals(409, overlap.status());
        assertTrue(overlap.getMessage().contains("'one'"), overlap.getMessage());
        assertEquals(
                409,
                assertThrows(
                                Problem.class,
                                () -> add(
                                        "{\"name\":\"one\",\"topics\":[\"c\"],\"device_id\":\"id\",\"fields\":\"$\"}"))
                        .status());
        Problem unknown = assertThrows(
                Problem.class,
                () -> add(
                        "{\"name\":\"two\",\"topics\":[\"c\"],\"device_id\":\"id\",\"fields\":\"$\",\"publishers\":[\"x\"],"
                                + "\"group\":\"y\"}"));
        assertEquals(
                List.of("publishers[0]", "group"),
                unknown.violations().stream().map(it -> it.field()).toList());
    }

    @Test
    void hasAtMostSoMany() {
        for (int i = 0; i < MappingStore.MAX; i++) {
            add("{\"name\":\"m%d\",\"topics\":[\"a%<d\"],\"device_id\":\"id\",\"fields\":\"$\"}".formatted(i));
        }

        assertEquals(
                409,
                assertThrows(
                                Problem.class,
                                () -> add(
                                        "{\"name\":\"more\",\"topics\":[\"b\"],\"device_id\":\"id\",\"fields\":\"$\"}"))
                        .status());
    }

    @Test
    void remembersTheTopicsThatItLeft() {
        add("{\"name\":\"m\",\"topics\":[\"a/{device_id}\",\"b/{device_id}\"],\"fields\":\"$\"}");
        store.replace(mapping("{\"name\":\"m\",\"topics\":[\"b/{device_id}\",\"c/{device_id}\"],\"fields\":\"$\"}"));
        assertEquals(List.of("a/+"), store.formerTopics());

        store.delete("m");
        assertEquals(List.of("a/+", "b/+", "c/+"), store.formerTopics());

        add("{\"name\":\"m\",\"topics\":[\"b/{device_id}\"],\"fields\":\"$\"}");
        assertEquals(List.of("a/+", "c/+"), store.formerTopics());
    }

    @Test
    void addsFiguresUp() {
        long id = add("{\"name\":\"m\",\"topics\":[\"a\"],\"device_id\":\"id\",\"fields\":\"$\"}")
                .id();
        Instant at = Instant.parse("2026-11-28T10:00:00Z");
        store.addFigures(Map.of(id, new Figures.Taken(3, 1, 1, 1, new Figures.Failure("why", at))));
        store.addFigures(Map.of(id, new Figures.Taken(2, 2, 0, 0, null)));

        assertEquals(
                new StoredMapping.Written(5, 3, 1, 1, "why", at), store.get("m").figures());
    }

    @Test
    void tellsOfRightsOnlyWhereTheyChange() {
        add("{\"name\":\"m\",\"topics\":[\"a/{device_id}\"],\"fields\":\"a\"}");
        long before = rights.fired().size();
        store.replace(mapping("{\"name\":\"m\",\"topics\":[\"a/{device_id}\"],\"fields\":\"b\"}"));
        assertEquals(before, rights.fired().size());

        store.replace(mapping("{\"name\":\"m\",\"topics\":[\"a/{device_id}\"],\"fields\":\"b\",\"enabled\":false}"));
        assertEquals(before + 1, rights.fired().size());
    }

    @Test
    void changesTheKeyOfAWebhookOnly() {
        store.add(mapping("{\"name\":\"w\",\"template\":\"ttn\"}"), Optional.of(new byte[] {1}));
        add("{\"name\":\"m\",\"topics\":[\"a\"],\"device_id\":\"id\",\"fields\":\"$\"}");

        store.changeKey("w", new byte[] {2});
        assertEquals(2, store.get("w").keyHash()[0]);
        assertEquals(
                409,
                assertThrows(Problem.class, () -> store.changeKey("m", new byte[] {2}))
                        .status());
        assertEquals(
                404,
                assertThrows(Problem.class, () -> store.changeKey("none", new byte[] {2}))
                        .status());
    }
}
