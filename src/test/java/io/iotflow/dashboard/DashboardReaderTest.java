package io.iotflow.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.timeseries.TestQuestions;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken for a dashboard, and what is said of everything else. */
class DashboardReaderTest {

    private final DashboardReader reader = new DashboardReader(TestQuestions.check());

    private Dashboard read(String members) {
        return reader.read(RequestBody.of(Json.readObject("{\"name\":\"d\"," + members.replace('\'', '"') + "}")));
    }

    private JsonObject panel(String members) {
        return read("'panels':[{" + members + "}]").panels().getJsonObject(0);
    }

    private List<String> wrong(String members) {
        return assertThrows(Problem.class, () -> read(members)).violations().stream()
                .map(Violation::field)
                .toList();
    }

    @Test
    void givesWhatIsNotSaid() {
        Dashboard read = read("'description':' '");

        assertEquals(
                new Dashboard(
                        "d",
                        null,
                        true,
                        "-1h",
                        null,
                        null,
                        10,
                        Json.createArrayBuilder().build()),
                read);
    }

    @Test
    void keepsAQuestionAsItIs() {
        String query = "{'all':true,'fields':['t'],'window':'auto','functions':['mean'],'fill':'previous',"
                + "'where':[{'field':'t','op':'>','value':0}]}";

        JsonObject panel = panel("'kind':'chart','query':" + query);

        assertEquals(Json.readObject(query.replace('\'', '"')), panel.getJsonObject("query"));
        assertEquals(6, panel.getInt("width"));
        assertEquals("", panel.getString("title"));
    }

    @Test
    void aStateIsItsOwnTextWhereThereIsNone() {
        JsonObject options = panel(
                        "'kind':'table','query':{'all':true},"
                                + "'options':{'states':[{'value':'true','color':'red'}],'thresholds':[{'from':-1.5,'color':'green'}]}")
                .getJsonObject("options");

        assertEquals("true", options.getJsonArray("states").getJsonObject(0).getString("text"));
        assertEquals("[{\"from\":-1.5,\"color\":\"green\"}]", Json.text(options.getJsonArray("thresholds")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'start':'yesterday'                                                            | start
            'start':'2026-02-02','stop':'2026-02-01'                                       | start
            'timezone':'Mars/Olympus'                                                      | timezone
            'refresh':2                                                                    | refresh
            'description':7                                                                | description
            'panels':{}                                                                    | panels
            'panels':[7]                                                                   | panels[0]
            'panels':[{'kind':'chart'}]                                                    | panels[0].query
            'panels':[{'kind':'pie','query':{'all':true}}]                                 | panels[0].kind
            'panels':[{'kind':'chart','query':{}}]                                         | panels[0].query.devices
            'panels':[{'kind':'chart','query':{'all':true,'functions':['avg']}}]           | panels[0].query.functions[0]
            'panels':[{'kind':'chart','query':{'all':true,'window':'soon'}}]               | panels[0].query.window
            'panels':[{'kind':'chart','query':{'all':true,'start':'-1h'}}]                 | panels[0].query.start
            'panels':[{'kind':'chart','query':{'all':true,'fild':['t']}}]                  | panels[0].query.fild
            'panels':[{'kind':'chart','query':{'all':true},'width':13}]                    | panels[0].width
            'panels':[{'kind':'chart','query':{'all':true},'wide':1}]                      | panels[0].wide
            'panels':[{'kind':'chart','query':{'all':true},'options':{'states':[]}}]       | panels[0].options.states
            'panels':[{'kind':'gauge','query':{'all':true},'options':{'max':1}}]                               | panels[0].options.min
            'panels':[{'kind':'gauge','query':{'all':true},'options':{'min':5,'max':5}}]   | panels[0].options.max
            'panels':[{'kind':'table','query':{'all':true},'options':{'thresholds':[{'from':1,'color':'pink'}]}}] | panels[0].options.thresholds[0].color
            'panels':[{'kind':'table','query':{'all':true},'options':{'thresholds':[{'from':1,'color':'red'},{'from':1,'color':'red'}]}}] | panels[0].options.thresholds[1].from
            'panels':[{'kind':'state_timeline','query':{'all':true},'options':{'states':[{'color':'red'}]}}] | panels[0].options.states[0].value
            """)
    void saysWhichMemberIsWrong(String members, String member) {
        assertEquals(List.of(member), wrong(members));
    }

    @Test
    void saysAllThatIsWrongTogether() {
        assertEquals(
                List.of("refresh", "panels[0].kind", "panels[1].query.window"),
                wrong("'refresh':-1,'panels':[{'kind':'pie','query':{'all':true}},"
                        + "{'kind':'map','query':{'all':true,'window':'now'}}]"));
    }

    @Test
    void hasABound() {
        String devices = IntStream.range(0, 10_000)
                .mapToObj(i -> "'some-other-device-" + i + "'")
                .collect(Collectors.joining(","));

        assertEquals(List.of("panels"), wrong("'panels':[{'kind':'map','query':{'devices':[%s]}}]".formatted(devices)));
    }

    @Test
    void aChangeSaysOnWhatItIsBased() {
        RequestBody body = RequestBody.of(Json.readObject("{\"version\":7}"));
        RequestBody without = RequestBody.of(Json.readObject("{}"));

        assertEquals(7, DashboardReader.version(body));
        assertTrue(assertThrows(Problem.class, () -> DashboardReader.version(without))
                .getMessage()
                .startsWith("version is required"));
    }
}
