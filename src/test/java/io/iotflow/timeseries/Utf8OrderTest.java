package io.iotflow.timeseries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class Utf8OrderTest {

    @Test
    void isTheOrderOfTheUtf8Bytes() {
        List<String> texts = List.of("", "A", "Z", "a", "aa", "ab", "é", "\uff5e", "\ud7ff", "😀", "😀a", "😁");
        for (String one : texts) {
            for (String other : texts) {
                assertEquals(
                        Integer.signum(Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8))),
                        Integer.signum(Utf8Order.compare(one, other)),
                        one + " " + other);
            }
        }
    }
}
