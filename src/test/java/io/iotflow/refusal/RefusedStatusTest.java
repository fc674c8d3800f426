package io.iotflow.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.platform.problem.Problem;
import io.iotflow.quarantine.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stable code of an answer. */
class RefusedStatusTest {

    @ParameterizedTest
    @CsvSource({
        "400, bad_request",
        "401, unauthorized",
        "403, forbidden",
        "404, unknown_device",
        "406, not_acceptable",
        "413, too_large",
        "415, unsupported_type",
        "429, rate_limited",
        "500, internal_error",
        "503, unavailable"
    })
    void isWhatTheStatusMeans(int status, String code) {
        assertEquals(code, RefusedStatus.reason(status, null, Optional.empty()));
    }

    @Test
    void isTheProblemsOwnWhereItHasOne() {
        Problem own = Problem.forbidden("inactive").because("inactive_device");

        assertEquals("inactive_device", RefusedStatus.reason(403, own, Optional.of(Reason.BAD_NAME)));
    }

    @Test
    void isOfABadRequestTheOneOfItsFirstMessage() {
        Problem of400 = Problem.invalid("points[0].fields.t", "must be a number");

        assertEquals("bad_number", RefusedStatus.reason(400, of400, Optional.of(Reason.BAD_NUMBER)));
        assertEquals("forbidden", RefusedStatus.reason(403, null, Optional.of(Reason.BAD_NUMBER)));
    }

    @Test
    void theWordsAreTheSameHoweverLongTheWaitIs() {
        Problem waits = Problem.tooManyRequests(
                "This device is over its limit of 60 requests in 60 s; try again in 7 s.",
                Duration.ofSeconds(7),
                Map.of());

        assertEquals("This device is over its limit of 60 requests in 60 s", RefusedStatus.detail(429, waits));
    }
}
