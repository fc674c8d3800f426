package io.iotflow.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongPredicate;

/** Registers one device after the other over one connection. */
final class RegistrationLoad {

    private static final int CREATED = 201;

    private final BenchStack stack;
    private long next;

    RegistrationLoad(BenchStack stack) {
        this.stack = stack;
    }

    /** As many as this. */
    RegistrationFigures run(long devices) throws IOException, SQLException {
        return runWhile(registered -> registered < devices);
    }

    /** For so long. */
    RegistrationFigures run(Duration length) throws IOException, SQLException {
        long end = System.nanoTime() + length.toNanos();
        return runWhile(registered -> System.nanoTime() < end);
    }

    private RegistrationFigures runWhile(LongPredicate goesOn) throws IOException, SQLException {
        URI server = stack.application().uri();
        try (HttpConnection http = new HttpConnection(server.getHost(), server.getPort())) {
            Costs cpu = stack.cpuSeconds(Set.of());
            DatabaseCosts database = DatabaseCosts.of(stack.database());
            long begin = System.nanoTime();
            long registered = 0;
            for (; goesOn.test(registered); registered++) {
                int status = http.exchange(request(server, "registered-" + next++));
                if (status != CREATED) {
                    throw new IOException("a registration was answered with " + status);
                }
            }
            return new RegistrationFigures(
                    registered,
                    (System.nanoTime() - begin) / 1e9,
                    stack.cpuSeconds(Set.of()).minus(cpu),
                    DatabaseCosts.of(stack.database()).minus(database));
        }
    }

    private byte[] request(URI server, String device) {
        String body = ("{\"name\":\"%1$s\",\"device_id\":\"%1$s\",\"device_type\":\"bench\",\"location\":\"hall 1\","
                        + "\"description\":\"Registered by ./bench\"}")
                .formatted(device);
        return ("POST /api/v1/devices/register HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nX-API-Key: "
                        + stack.adminKey() + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
