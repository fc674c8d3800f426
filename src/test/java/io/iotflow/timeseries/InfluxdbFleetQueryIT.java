package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnInfluxdb;
import io.iotflow.stack.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions about many devices, answered by InfluxDB. */
@Deployed(OnInfluxdb.class)
class InfluxdbFleetQueryIT extends FleetQueryContract {

    @Override
    String source() {
        return "influxdb";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"functions\":[\"count\",\"p95\"] | functions[1]",
                "\"functions\":[\"increase\"],\"fields\":[\"a\"] | functions[0]",
                "\"where\":[{\"field\":\"a\",\"op\":\"=\",\"value\":1}],\"fields\":[\"b\"] | where[0].field",
                "\"where\":[{\"field\":\"a\",\"op\":\"!=\",\"value\":1}],\"fields\":[\"a\"] | where[0].op",
                "\"group_by\":[\"tag:result\"] | group_by"
            })
    void whatItCannotIsNamed(String members, String member) {
        assertRefused("{\"all\":true,\"source\":\"influxdb\"," + members + "}", member);
    }

    @Test
    void theLogAnswersWhereItCoversTheRange() {
        reading(one, "2026-02-01T10:00:00Z", 20);

        Reply reply = admin.post(QUERY, "{\"devices\":[\"" + one.id() + "\"]," + DAY + "}");

        assertEquals("postgresql", reply.json().getString("source"));
        assertEquals(1, reply.json().getInt("count"));
    }

    @Test
    void namesTheFunctionsThatItHas() {
        Reply reply = admin.post(QUERY, "{\"all\":true,\"source\":\"influxdb\",\"functions\":[\"median\"]}");

        assertTrue(reply.text().contains("mean, min, max, sum, count, first, last"), reply.text());
    }
}
