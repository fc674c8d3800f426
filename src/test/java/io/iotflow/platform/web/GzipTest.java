package io.iotflow.platform.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | true",
                "GZIP | true",
                "x-gzip | true",
                "deflate, gzip;q=0.5, br | true",
                "* | true",
                "*;q=0.1 | true",
                "gzip;q=0 | false",
                "gzip; q=0.000, * | false",
                "*;q=0 | false",
                "identity | false",
                "br, zstd | false",
                "gzipped | false",
                "'' | false"
            })
    void packsForWhoAcceptsIt(String header, boolean accepted) {
        assertEquals(accepted, GzipAnswers.accepts(header));
    }

    @Test
    void packsForNobodyWhoDoesNotAsk() {
        assertEquals(false, GzipAnswers.accepts(null));
    }

    @Test
    void uncompressesWhatWasCompressed() throws IOException {
        byte[] body = "{\"v\":1}".repeat(10_000).getBytes();

        assertArrayEquals(body, uncompress(compress(body)));
    }

    @Test
    void findsBytesThatAreNoGzipAndGzipThatEndsTooSoon() throws IOException {
        byte[] compressed = compress(new byte[100_000]);

        assertEquals(400, refusal("{\"v\":1}".getBytes()).status());
        assertEquals(400, refusal(new byte[0]).status());
        assertEquals(
                400, refusal(Arrays.copyOf(compressed, compressed.length - 9)).status());
        compressed[compressed.length - 5] ^= 1; // the checksum
        assertEquals(400, refusal(compressed).status());
    }

    private static Problem refusal(byte[] body) {
        return assertThrows(Problem.class, () -> uncompress(body));
    }

    private static byte[] uncompress(byte[] compressed) throws IOException {
        return new UncompressedStream(new ByteArrayInputStream(compressed)).readAllBytes();
    }

    static byte[] compress(byte[] body) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        }
        return compressed.toByteArray();
    }
}
