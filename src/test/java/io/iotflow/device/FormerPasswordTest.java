package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes that mosquitto_passwd 2.0.11 made. */
class FormerPasswordTest {

    static final String PBKDF2 =
            "$7$101$5gw1JYHUA1kMpDc+$oeRLY09ea5bG+4J1du0Tk42PWBcT8j8nRl5RbRUZaj7QV7llK4ycEpkk643eM3mxvwjptGSGVG5P+/bRnVaHvg==";
    private static final String WITH_UMLAUT =
            "$7$101$db1yJGc1bw0XkBeB$/11Xzs5d2aKKb5hpPm6c5icLzYnRxAmVFVapo7vovYUJ1FNDpGooRnjb8s9WipEQBiT96blNKCnb8Y8UNJea6Q==";
    private static final String SHA =
            "$6$MxCCDn2Lz+nxvuCE$9Y0yCi3QVyjQeUqeqxu9r5345lOAXqHtozKFEPB8HeYgRpG/vyfLjM0j12GXgYepDcEDqhP87+KkGVj6rXECSg==";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {PBKDF2 + ",pw1", SHA + ",pw1", WITH_UMLAUT + ",schlüssel :x"})
    void isWhatMosquittoTakes(String hash, String password) {
        FormerPassword former = FormerPassword.of(hash);

        assertTrue(former.matches(password));
        for (String wrong : new String[] {"", " ", password + "x", password.toUpperCase(), "pw2", hash}) {
            assertFalse(former.matches(wrong), wrong);
        }
        assertTrue(FormerPassword.of(former.stored()).matches(password));
        assertTrue(FormerPassword.isOne(former.stored()));
        assertEquals("FormerPassword", former.toString());
    }

    @Test
    void noHashOfAKeyIsOne() {
        assertFalse(FormerPassword.isOne(KeyHash.of(java.util.Optional.empty()).of("key")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pw1",
                "$1$salt$hash",
                "$7$0$5gw1JYHUA1kMpDc+$oeRLY09ea5bG+4J1du0Tk42PWBcT8j8nRl5RbRUZaj7QV7llK4ycEpkk643eM3mxvwjptGSGVG5P+/bRnVaHvg==",
                "$7$999999$5gw1JYHUA1kMpDc+$oeRLY09ea5bG+4J1du0Tk42PWBcT8j8nRl5RbRUZaj7QV7llK4ycEpkk643eM3mxvwjptGSGVG5P+/bRnVaHvg==",
                "$7$101$5gw1JYHUA1kMpDc+$oeRLY09ea5bG",
                "$7$101$=$oeRLY09ea5bG+4J1du0Tk42PWBcT8j8nRl5RbRUZaj7QV7llK4ycEpkk643eM3mxvwjptGSGVG5P+/bRnVaHvg=="
            })
    void refusesWhatIsNoHashOrTakesTooLong(String text) {
        assertThrows(IllegalArgumentException.class, () -> FormerPassword.of(text));
    }

    @Test
    void whoGuessesMustWait() {
        AtomicLong nanos = new AtomicLong();
        PasswordGuesses guesses = new PasswordGuesses(nanos::get);
        FormerPassword former = FormerPassword.of(PBKDF2);
        for (int i = 0; i < PasswordGuesses.MOST; i++) {
            assertFalse(guesses.accepts("d1", former, "guess" + i));
        }

        assertFalse(guesses.accepts("d1", former, "pw1"));
        assertTrue(guesses.accepts("d2", former, "pw1"));
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertTrue(guesses.accepts("d1", former, "pw1"));
    }
}
