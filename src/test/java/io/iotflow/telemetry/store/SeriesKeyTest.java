package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesKeyTest {

    @Test
    void isFoundByAMessageAlsoWhenItIsKeptCompact() {
        Map<String, String> own = new LinkedHashMap<>(Map.of("room", "lab", "rack", "4"));
        Map<String, String> all = new LinkedHashMap<>(own);
        all.put("device_id", "d");
        SeriesKey sent = new SeriesKey(1, "climate", own, all);

        Map<SeriesKey, String> kept = Map.of(sent.compact(), "kept");

        assertEquals("kept", kept.get(sent));
        assertEquals(sent, sent.compact());
    }
}
