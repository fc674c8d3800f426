package io.iotflow.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.domain.Bucket;
import com.influxdb.client.domain.OnboardingRequest;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.query.FluxRecord;
import com.influxdb.query.FluxTable;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test double as the real client, influxdb-client-java, sees it. */
class InfluxTestServerTest {
    private static final String BUCKET = InfluxTestServer.DEFAULT_BUCKET;
    private static final String ORG = InfluxTestServer.DEFAULT_ORG;
    private static final String ALL =
            "from(bucket: \"telemetry\")" + " |> range(start: 1970-01-01T00:00:00Z, stop: 2100-01-01T00:00:00Z)";

    private InfluxTestServer server;
    private InfluxDBClient client;

    @BeforeEach
    void start() {
        server = new InfluxTestServer();
        client = client(server, InfluxTestServer.DEFAULT_TOKEN, Duration.ofSeconds(10));
        client.enableGzip();
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private static InfluxDBClient client(InfluxTestServer server, String token, Duration readTimeout) {
        return InfluxDBClientFactory.create(InfluxDBClientOptions.builder()
                .url(server.url())
                .authenticateToken(token.toCharArray())
                .org(ORG)
                .bucket(BUCKET)
                .okHttpClient(
                        new OkHttpClient.Builder().readTimeout(readTimeout).retryOnConnectionFailure(false))
                .build());
    }

    private void write(String... lines) {
        client.getWriteApiBlocking().writeRecord(WritePrecision.NS, String.join("\n", lines));
    }

    private InfluxException writeFailure(String... lines) {
        return assertThrows(InfluxException.class, () -> write(lines));
    }

    private List<FluxTable> query(String flux) {
        return client.getQueryApi().query(flux);
    }

    private List<Object> queriedValues(String flux) {
        return query(flux).stream()
                .flatMap(table -> table.getRecords().stream())
                .map(FluxRecord::getValue)
                .toList();
    }

    private static OffsetDateTime utc(String time) {
        return Instant.parse(time).atOffset(ZoneOffset.UTC);
    }

    @Test
    void storesPointsOfTheClientFromAGzippedRequest() {
        Point point = Point.measurement("room climate")
                .addTag("device_id", "a,b=c d")
                .addField("temperature", 21.5)
                .addField("count", 3L)
                .addField("ok", true)
                .addField("note", "say \"hi\" \\ bye")
                .time(1_700_000_000_123L, WritePrecision.MS);
        client.getWriteApiBlocking().writePoints(List.of(point));

        assertTrue(server.lastWriteWasGzipped());
        assertEquals(1, server.writeRequests());
        assertEquals(1, server.pointCount());
        Map<String, String> tags = Map.of("device_id", "a,b=c d");
        long time = 1_700_000_000_123_000_000L;
        assertEquals(
                List.of(
                        new StoredValue(BUCKET, "room climate", tags, "count", 3L, time),
                        new StoredValue(BUCKET, "room climate", tags, "note", "say \"hi\" \\ bye", time),
                        new StoredValue(BUCKET, "room climate", tags, "ok", true, time),
                        new StoredValue(BUCKET, "room climate", tags, "temperature", 21.5, time)),
                server.values());
    }

    @Test
    void keepsTheLastWriteAndMergesFields() {
        write("m,t=a v=1,w=1 1", "m,t=a v=2,x=3 1");

        assertEquals(1, server.pointCount());
        assertEquals(
                List.of(2.0, 1.0, 3.0),
                server.values().stream().map(StoredValue::value).toList());
    }

    @Test
    void refusesTheWholeBatchForOneUnparsableLine() {
        InfluxException failure = writeFailure("m v=1 1", "m v=NaN 2", "m,t= v=1 3");

        assertEquals(400, failure.status());
        assertEquals(
                "unable to parse 'm v=NaN 2': invalid number\nunable to parse 'm,t= v=1 3': missing tag value",
                failure.errorBody().get("message"));
        assertEquals("invalid", failure.errorBody().get("code"));
        assertEquals(0, server.pointCount());
    }

    @Test
    void writesTheGoodPointsOfABatchWithATypeConflict() {
        write("m v=1 1");

        InfluxException failure = writeFailure("m v=2i 2", "m v=3 3", "m v=t 4");

        assertEquals(422, failure.status());
        assertEquals(
                "failure writing points to database: partial write: field type conflict: input field \"v\" on"
                        + " measurement \"m\" is type integer, already exists as type float dropped=2",
                failure.errorBody().get("message"));
        assertEquals(
                List.of(1.0, 3.0),
                server.values().stream().map(StoredValue::value).toList());
    }

    @Test
    void refusesPointsOlderThanTheRetention() {
        server.retain(BUCKET, Duration.ofHours(1));

        InfluxException failure = writeFailure("m v=1 1", "m v=2");

        assertEquals(422, failure.status());
        assertEquals(1, server.pointCount());
    }

    @Test
    void answersUnknownTokenBucketAndOrganizationLikeInfluxDb() {
        try (InfluxDBClient stranger = client(server, "wrong", Duration.ofSeconds(10))) {
            InfluxException failure = assertThrows(
                    InfluxException.class,
                    () -> stranger.getWriteApiBlocking().writeRecord(WritePrecision.NS, "m v=1"));
            assertEquals(401, failure.status());
            assertEquals("unauthorized access", failure.errorBody().get("message"));
        }
        InfluxException bucket = assertThrows(
                InfluxException.class,
                () -> client.getWriteApiBlocking().writeRecord("nowhere", ORG, WritePrecision.NS, "m v=1"));
        assertEquals(404, bucket.status());
        assertEquals("bucket \"nowhere\" not found", bucket.errorBody().get("message"));
        InfluxException org = assertThrows(
                InfluxException.class,
                () -> client.getWriteApiBlocking().writeRecord(BUCKET, "nobody", WritePrecision.NS, "m v=1"));
        assertEquals(404, org.status());
        assertEquals("organization name \"nobody\" not found", org.errorBody().get("message"));
    }

    @Test
    void answersQueriesWithTypedTablesPerSeriesAndField() {
        write("m,device_id=a f=1.5,i=2i,u=3u,b=true,s=\"x\\\\y\" 1000000001", "m,device_id=b f=9 1");

        List<FluxTable> tables = query(ALL + " |> filter(fn: (r) => r[\"device_id\"] == \"\\x61\")");

        assertEquals(
                List.of("b", "f", "i", "s", "u"),
                tables.stream()
                        .map(table -> table.getRecords().get(0).getField())
                        .toList());
        assertEquals(
                List.of(true, 1.5, 2L, "x\\y", 3L),
                tables.stream()
                        .map(table -> table.getRecords().get(0).getValue())
                        .toList());
        FluxRecord record = tables.get(0).getRecords().get(0);
        assertEquals(Instant.ofEpochSecond(1, 1), record.getTime());
        assertEquals("m", record.getMeasurement());
        assertEquals("a", record.getValueByKey("device_id"));
        assertEquals(Instant.EPOCH, record.getStart());
    }

    @Test
    void answersLargeQueriesGzipped() {
        String[] lines = new String[2_000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "m v=" + i + " " + i;
        }
        write(lines);

        assertEquals(2_000, queriedValues(ALL).size());
    }

    @Test
    void sortsLimitsAndFindsTheLatest() {
        write("m,t=a v=1 1", "m,t=a v=2 2", "m,t=a v=3 3", "m,t=b v=4 1");

        assertEquals(List.of(3.0, 4.0), queriedValues(ALL + " |> last()"));
        assertEquals(List.of(1.0, 4.0), queriedValues(ALL + " |> first()"));
        assertEquals(
                List.of(3.0, 2.0, 4.0),
                queriedValues(ALL + " |> sort(columns: [\"_time\"], desc: true) |> limit(n: 2)"));
        assertEquals(List.of(1.0, 2.0, 3.0, 4.0), queriedValues(ALL + " |> group()"));
    }

    @Test
    void aggregatesWindowsOfValues() {
        write("m v=1 0", "m v=2 59000000000", "m v=5 60000000000", "m s=\"x\" 1");
        String windows = ALL + " |> filter(fn: (r) => r[\"_field\"] == \"v\")"
                + " |> aggregateWindow(every: 1m, createEmpty: false, fn: ";

        assertEquals(List.of(1.5, 5.0), queriedValues(windows + "mean)"));
        assertEquals(List.of(2L, 1L), queriedValues(windows + "count)"));
        assertEquals(List.of(2.0, 5.0), queriedValues(windows + "max)"));
        assertEquals(
                Instant.ofEpochSecond(60),
                query(windows + "sum)").get(0).getRecords().get(0).getTime());
    }

    @Test
    void namesWindowsByTheirBeginningWithinTheRange() {
        write("m v=1 10000000000", "m v=2 59000000000", "m v=5 60000000000");
        String windows = "from(bucket: \"telemetry\")"
                + " |> range(start: 1970-01-01T00:00:05Z, stop: 1970-01-01T01:00:00Z)"
                + " |> aggregateWindow(every: 1m, fn: max, createEmpty: false, timeSrc: \"_start\")";

        assertEquals(
                List.of(Instant.ofEpochSecond(5), Instant.ofEpochSecond(60)),
                query(windows).get(0).getRecords().stream()
                        .map(FluxRecord::getTime)
                        .toList());
    }

    @Test
    void findsTheMedianItself() {
        write("m v=1 0", "m v=2 1", "m v=10 2", "m v=20 3");

        assertEquals(
                List.of(6.0),
                queriedValues(ALL + " |> aggregateWindow(every: 1m, createEmpty: false, fn: (column, tables=<-) =>"
                        + " tables |> median(column: column, method: \"exact_mean\"))"));
    }

    @Test
    void filtersByOneOfSeveralConditions() {
        write("m a=1,b=2,c=3i,s=\"x\" 0");

        assertEquals(
                List.of(1.0, 3L),
                queriedValues(ALL + " |> filter(fn: (r) => r[\"_field\"] == \"a\" or r[\"_field\"] == \"c\")"));
        assertEquals(
                List.of(1.0, 2.0, 3L),
                queriedValues("import \"types\"\n" + ALL
                        + " |> filter(fn: (r) => types.isType(v: r[\"_value\"], type: \"float\")"
                        + " or types.isType(v: r[\"_value\"], type: \"int\"))"));
    }

    @Test
    void readsRangesWithoutTheirEnd() {
        write("m v=1 1000000000", "m v=2 2000000000");

        assertEquals(
                List.of(1.0),
                queriedValues("from(bucket: \"telemetry\")"
                        + " |> range(start: 1970-01-01T00:00:01Z, stop: 1970-01-01T00:00:02Z)"));
    }

    @Test
    void refusesAnEmptyRangeAndFluxThatItDoesNotKnow() {
        String empty = "from(bucket: \"telemetry\") |> range(start: 2020-01-01T00:00:00Z, stop: 2020-01-01T00:00:00Z)";

        InfluxException range = assertThrows(InfluxException.class, () -> query(empty));
        InfluxException unknown = assertThrows(InfluxException.class, () -> query(ALL + " |> pivot()"));

        assertEquals(400, range.status());
        assertTrue(range.getMessage().contains("cannot query an empty range"), range.getMessage());
        assertEquals(400, unknown.status());
    }

    @Test
    void stopsReadingWhereAFieldChangesItsTypeFromShardToShard() {
        write("m v=1 1", "m v=2i 1700000000000000000");

        assertEquals(List.of(1.0), queriedValues(ALL));
        assertEquals(List.of(2L), queriedValues(ALL + " |> last()"));
    }

    @Test
    void reportsASchemaCollisionInTheMiddleOfTheAnswer() {
        write("m a=1,b=\"x\" 1");

        assertThrows(InfluxException.class, () -> query(ALL + " |> group()"));
    }

    @Test
    void deletesByPredicateIncludingBothEndsOfTheRange() {
        write("m,t=a\\ \\\"b v=1 1000000000", "m,t=c v=2 1000000000", "m v=3 2000000000", "m,t=c v=4 3000000000");

        client.getDeleteApi()
                .delete(
                        utc("1970-01-01T00:00:01Z"),
                        utc("1970-01-01T00:00:01Z"),
                        "_measurement=\"m\" AND t=\"a \\\\\\\"b\"",
                        BUCKET,
                        ORG);
        assertEquals(3, server.pointCount());

        client.getDeleteApi().delete(utc("1970-01-01T00:00:01Z"), utc("1970-01-01T00:00:03Z"), "t!=\"x\"", BUCKET, ORG);
        assertEquals(
                List.of(3.0), server.values().stream().map(StoredValue::value).toList());

        client.getDeleteApi().delete(utc("1970-01-01T00:00:00Z"), utc("1970-01-01T00:00:02Z"), "", BUCKET, ORG);
        assertEquals(0, server.pointCount());
    }

    @Test
    void refusesToDeleteByField() {
        InfluxException failure = assertThrows(
                InfluxException.class,
                () -> client.getDeleteApi()
                        .delete(utc("1970-01-01T00:00:00Z"), utc("1970-01-01T00:00:02Z"), "_field=\"v\"", BUCKET, ORG));

        assertEquals(501, failure.status());
    }

    @Test
    @SuppressWarnings("deprecation") // the product asks it for the reason, which ping does not give
    void isHealthyAndAnswersPing() {
        assertEquals("pass", client.health().getStatus().getValue());
        assertTrue(client.ping());
        assertEquals("v2.7.12", client.version());
    }

    @Test
    void listsOrganizationAndBuckets() {
        server.addBucket("archive", Duration.ofDays(30));

        Bucket bucket = client.getBucketsApi().findBucketByName("archive");

        assertNotNull(bucket);
        assertEquals(2_592_000, bucket.getRetentionRules().get(0).getEverySeconds());
        assertEquals(2, client.getBucketsApi().findBuckets().size());
        assertEquals(
                bucket.getOrgID(),
                client.getOrganizationsApi().findOrganizations().get(0).getId());
        assertNull(client.getBucketsApi().findBucketByName("nowhere"));
    }

    @Test
    void isSetUpOnce() {
        try (InfluxTestServer fresh = InfluxTestServer.withoutSetUp();
                InfluxDBClient operator = client(fresh, "operator-token", Duration.ofSeconds(10))) {
            assertTrue(operator.isOnboardingAllowed());

            OnboardingRequest request = new OnboardingRequest()
                    .username("admin")
                    .password("long enough")
                    .org(ORG)
                    .bucket(BUCKET)
                    .token("operator-token");
            assertEquals(
                    "operator-token", operator.onBoarding(request).getAuth().getToken());

            assertFalse(operator.isOnboardingAllowed());
            operator.getWriteApiBlocking().writeRecord(WritePrecision.NS, "m v=1");
            assertEquals(1, fresh.pointCount());
            assertEquals(
                    422,
                    assertThrows(InfluxException.class, () -> operator.onBoarding(request))
                            .status());
        }
    }

    @Test
    void keepsItsDataWhileItIsDown() {
        write("m v=1 1");

        server.stop();
        assertEquals(0, writeFailure("m v=2 2").status());
        server.start();
        write("m v=3 3");
        assertEquals(List.of(1.0, 3.0), queriedValues(ALL));
    }

    @Test
    void failsWritesUntilItRecovers() {
        server.failWrites(503, "{\"code\":\"unavailable\",\"message\":\"busy\"}", Map.of("Retry-After", "7"));

        InfluxException failure = writeFailure("m v=1 1");
        assertEquals(503, failure.status());
        assertEquals("7", failure.headers().get("retry-after"));
        assertEquals(List.of(), queriedValues(ALL));

        server.recover();
        write("m v=1 1");
        assertEquals(1, server.pointCount());
        assertEquals(2, server.writeRequests());
    }

    @Test
    void failsOnlyAsManyRequestsAsAskedFor() {
        server.failNext(2, 500, "", Map.of());

        assertEquals(500, writeFailure("m v=1 1").status());
        assertEquals(500, assertThrows(InfluxException.class, () -> query(ALL)).status());
        write("m v=1 1");
        assertEquals(1, server.pointCount());
    }

    @Test
    void losesTheAnswerOfAWriteThatItStored() {
        server.loseAnswers(1);

        assertEquals(0, writeFailure("m v=1 1").status());
        assertEquals(1, server.pointCount());
        write("m v=1 1");
        assertEquals(1, server.pointCount());
    }

    @Test
    void holdsRequestsUntilItRecoversAndStoresThemThen() {
        server.hang(Duration.ofMinutes(1));
        try (InfluxDBClient impatient = client(server, InfluxTestServer.DEFAULT_TOKEN, Duration.ofMillis(200))) {
            InfluxException failure = assertThrows(
                    InfluxException.class,
                    () -> impatient.getWriteApiBlocking().writeRecord(WritePrecision.NS, "m v=1 1"));
            assertEquals(0, failure.status());
        }

        server.recover();

        write("m v=2 2");
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            while (server.pointCount() < 2) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void refusesATokenUntilItRecovers() {
        server.refuseToken(InfluxTestServer.DEFAULT_TOKEN);
        assertEquals(401, writeFailure("m v=1 1").status());

        server.recover();
        write("m v=1 1");
        assertEquals(1, server.pointCount());
    }
}
