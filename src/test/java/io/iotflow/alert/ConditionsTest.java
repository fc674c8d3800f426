package io.iotflow.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of condition, without a database: readings at seconds, and what they open and clear. */
class ConditionsTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z"); // a Monday
    private static final KnownDevice DEVICE =
            new KnownDevice(1, "d", Map.of("device_id", "d", "description", "25"), Set.of(), START);

    private final Memory memory = new Memory();
    private final List<String> happened = new ArrayList<>();

    private static RuleDefinition rule(String members) {
        return RuleReader.read(
                Json.readObject("{\"name\":\"r\",\"severity\":\"info\"," + members.replace('\'', '"') + "}"),
                null,
                Duration.ofMinutes(5));
    }

    private static Reading reading(int second, String fields) {
        Instant at = START.plusSeconds(second);
        return new Reading(DEVICE, "env", at, at, Json.readObject("{" + fields.replace('\'', '"') + "}"));
    }

    private void note(Transition it) {
        happened.add(it.kind() + " " + Duration.between(START, it.at()).toSeconds());
    }

    /** Readings such as {@code 5 't':1}; {@code 9 clock} for a look at the clock. */
    private void judge(Course course, String readings) throws NotJudged {
        for (String one : readings.split(";")) {
            String[] parts = one.strip().split(" ", 2);
            int second = Integer.parseInt(parts[0]);
            if (parts[1].equals("clock")) {
                course.pass(START.plusSeconds(second), DEVICE, memory, this::note);
            } else {
                course.judge(reading(second, parts[1]), memory, this::note);
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            'condition':'above','value':5                       | 1 't':5;2 't':6;3 't':5 | OPENED 2, CLEARED 3
            'condition':'above','value':5,'clear':3             | 1 't':6;2 't':4;3 't':3 | OPENED 1, CLEARED 3
            'condition':'below','value':5,'clear':7             | 1 't':4;2 't':6;3 't':7 | OPENED 1, CLEARED 3
            'condition':'outside','low':1,'high':9,'margin':2   | 1 't':0;2 't':2;3 't':3;100 't':10 | OPENED 1, CLEARED 3, OPENED 100
            'condition':'equals','value':true                   | 1 't':true;2 't':false | OPENED 1, CLEARED 2
            'condition':'not_equals','value':'ok'               | 1 't':'ok';2 't':'no' | OPENED 2
            'condition':'above','value_field':'u','margin':1    | 1 't':2,'u':1;2 't':1.5,'u':1;3 't':9;4 't':0,'u':1 | OPENED 1, CLEARED 4
            'condition':'equals','value_attribute':'description' | 1 't':25.0;2 't':26 | OPENED 1, CLEARED 2
            'condition':'above','value':5,'for':'10s'           | 1 't':6;9 't':6;11 't':6;12 't':1 | OPENED 11, CLEARED 12
            'condition':'above','value':5,'for':'10s'           | 1 't':6;9 't':1;11 't':6;20 't':6 |
            'condition':'above','value':5,'for':'10s'           | 1 't':6;10 clock;11 clock | OPENED 11
            'condition':'above','value':5,'for':'10s'           | 1 't':6;15 't':1 | OPENED 11, CLEARED 15
            'condition':'above','value':5,'count':2,'of':3      | 1 't':6;2 't':1;3 't':6;4 't':1 | OPENED 3, CLEARED 4
            'condition':'changed'                               | 1 't':1;2 't':1;3 't':2;4 't':2 | OPENED 3, CLEARED 4
            'condition':'rate_above','value':2,'per':'10s'      | 0 't':1;10 't':3;20 't':6;30 't':6 | OPENED 20, CLEARED 30
            'condition':'rate_below','value':-2,'per':'10s'     | 0 't':6;10 't':3;20 't':3 | OPENED 10, CLEARED 20
            'condition':'mean_above','value':5,'window':'10s'   | 0 't':1;1 't':8;2 't':9;20 't':1 | OPENED 2, CLEARED 20
            'condition':'stuck','after':'10s'                   | 0 't':1;5 't':1;10 't':1;11 't':2 | OPENED 10, CLEARED 11
            'condition':'stuck','after':'10s'                   | 0 't':1;5 't':2;14 clock;15 clock | OPENED 15
            'condition':'missing','after':'10s'                 | 0 't':1;9 't':1;18 clock;19 clock;30 't':1 | OPENED 19, CLEARED 30
            'condition':'missing','after':'10s'                 | 0 't':1;5 'u':1;15 't':1 | OPENED 10, CLEARED 15
            """)
    void opensAndClears(String condition, String readings, String expected) throws NotJudged {
        Course course = rule("'measurement':'env','field':'t'," + condition).course();

        judge(course, readings);

        assertEquals(expected == null ? "" : expected, String.join(", ", happened));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            'condition':'outside_area','circle':{'center':[0,0],'radius':1000,'margin':500} | 0 0.01 0;1 0.008 0;2 0.004 0 | OPENED 0, CLEARED 2
            'condition':'inside_area','circle':{'center':[0,0],'radius':1000}   | 0 1 1;1 0 0.001;2 1 1 | OPENED 1, CLEARED 2
            'condition':'outside_area','polygon':[[0,0],[0,9],[9,9],[9,0]]      | 0 5 5;1 10 5;2 1 8.9 | OPENED 1, CLEARED 2
            'condition':'inside_area','polygon':[[0,0],[0,9],[9,9],[9,0],[5,5]] | 0 6 5;1 5 2;2 1 5 | OPENED 0, CLEARED 1, REOPENED 2
            """)
    void knowsWhereADeviceIs(String condition, String positions, String expected) throws NotJudged {
        Course course = rule("'measurement':'env'," + condition).course();

        for (String one : positions.split(";")) {
            String[] parts = one.strip().split(" ");
            judge(course, "%s 'latitude':%s,'longitude':%s".formatted((Object[]) parts));
        }

        assertEquals(expected, String.join(", ", happened));
    }

    @Test
    void aDeviceIsOfflineWhenItSaysSoOrIsSilent() throws NotJudged {
        Course course = rule("'condition':'offline','after':'10s'").course();
        course.judge(status(0, "online"), memory, this::note);
        course.judge(status(1, "offline"), memory, this::note);
        course.judge(reading(2, "'t':1"), memory, this::note);
        course.pass(START.plusSeconds(12), DEVICE, memory, this::note);

        assertEquals("OPENED 1, CLEARED 2, REOPENED 12", String.join(", ", happened));
    }

    private static Reading status(int second, String status) {
        Instant at = START.plusSeconds(second);
        return new Reading(
                DEVICE,
                "status",
                at,
                at,
                Json.createObjectBuilder().add("status", status).build());
    }

    @Test
    void refusedMessagesAreCountedInAWindow() throws NotJudged {
        Course course = rule("'condition':'refused','count':3,'window':'10s'").course();
        judge(course, "0 'messages':7,'before':5;2 'messages':8;3 'messages':8;11 'messages':8;20 'messages':2");

        assertEquals("OPENED 2, CLEARED 11", String.join(", ", happened));
    }

    @Test
    void whatOpensAllTheTimeIsOneAlertThatStaysOpen() throws NotJudged {
        Course course = rule("'measurement':'env','field':'t','condition':'above','value':5,'damp':'10s'")
                .course();
        for (int i = 0; i < 100; i += 2) {
            judge(course, "%d 't':6;%d 't':1".formatted(i, i + 1));
        }
        assertEquals(
                "OPENED 0, CLEARED 1, REOPENED 2, CLEARED 3, REOPENED 4, CLEARED 5, REOPENED 6",
                String.join(", ", happened));

        judge(course, "108 clock;109 clock");
        assertEquals("CLEARED 109", happened.get(7));
    }

    @Test
    void opensInItsScheduleAlone() throws NotJudged {
        Course course = rule("'measurement':'env','field':'t','condition':'above','value':5,"
                        + "'schedule':{'days':['mon'],'start':'22:00','end':'06:00','zone':'UTC'}")
                .course();
        judge(course, "%d 't':6;%d 't':6;%d clock".formatted(3_600 * 7, 3_600 * 21, 3_600 * 22));

        assertEquals(List.of("OPENED " + 3_600 * 22), happened);
        Schedule schedule = course.schedule();
        assertTrue(schedule.includes(START.plusSeconds(3_600 * 29)), "Tuesday at five");
        assertTrue(!schedule.includes(START.plusSeconds(3_600 * 30)), "Tuesday at six");
        assertTrue(!schedule.includes(START.plusSeconds(60)), "Sunday has none");
        assertEquals(START.plusSeconds(3_600 * (22 + 7 * 24)), schedule.nextFrom(START.plusSeconds(3_600 * 31)));
    }

    @Test
    void whatIsNoNumberIsTold() {
        Course course = rule("'measurement':'env','field':'t','condition':'above','value':5")
                .course();

        NotJudged why = assertThrows(NotJudged.class, () -> judge(course, "0 't':'warm'"));

        assertEquals("field t is no number: warm", why.getMessage());
    }

    @Test
    void aMemoryIsTheSameAfterItWasStored() {
        memory.isOpen = true;
        memory.alert = 7;
        memory.since = START.plusNanos(1_000);
        memory.due = START;
        memory.clearDue = START;
        memory.clearedAt = START;
        memory.lastAt = START;
        memory.reopened = 2;
        memory.threshold = "30";
        memory.last = Json.createValue("x");
        memory.add(START, 0.1, Instant.MIN, 10);
        memory.add(START.plusSeconds(1), -1e300, Instant.MIN, 10);

        assertEquals(memory.text(), Memory.of(memory.text()).text());
        assertEquals(memory.samples.toString(), Memory.of(memory.text()).samples.toString());
        assertTrue(memory.text().contains("\"alert\":7"));
    }

    @Test
    void fillsAMessageAndRefusesUnknownNames() {
        assertEquals(
                "d: 5 in ",
                new MessageTemplate("{device}: {value} in {location}").fill(Map.of("device", "d", "value", "5")));
        Problem problem = assertThrows(
                Problem.class,
                () -> rule("'measurement':'env','field':'t','condition':'above','value':5,'message':'{temp}'"));
        assertTrue(problem.getMessage().startsWith("message has no name {temp}; there are {device}"));
    }

    @ParameterizedTest
    @CsvSource({
        "21.500000000000004, 21.5",
        "3, 3",
        "-0.000001, -0.000001",
        "1e300, 1.0E300",
        "123456789.25, 123456789.3"
    })
    void showsNumbersForPeople(double number, String text) {
        assertEquals(text, Values.shown(number));
    }
}
