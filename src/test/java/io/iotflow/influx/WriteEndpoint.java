package io.iotflow.influx;

import java.time.Instant;
import java.util.Map;

/** {@code POST /api/v2/write}. */
final class WriteEndpoint {
    static final String PATH = "/api/v2/write";
    private static final Map<String, Long> UNIT_NANOS =
            Map.of("", 1L, "ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L);

    private final Directory directory;
    private final PointStore store;

    WriteEndpoint(Directory directory, PointStore store) {
        this.directory = directory;
        this.store = store;
    }

    Answer answer(Request request) {
        Long unitNanos = UNIT_NANOS.get(request.parameter("precision"));
        if (unitNanos == null) {
            throw InfluxFailure.invalid("invalid precision; valid precision units are ns, us, ms, and s");
        }
        if (request.parameter("bucket").isEmpty()) {
            throw InfluxFailure.notFound("bucket not found");
        }
        byte[] batch = request.uncompressedBody();
        Bucket bucket = directory.existingBucket(directory.organization(request), request.parameter("bucket"));
        if (!request.caller().mayWrite(bucket)) {
            throw InfluxFailure.forbidden("insufficient permissions for write");
        }
        Instant now = Instant.now();
        long nowNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        store.write(bucket, LineProtocol.parse(batch, unitNanos, nowNanos), nowNanos);
        return Answer.noContent();
    }
}
