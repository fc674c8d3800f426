package io.iotflow.platform.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @Test
    void readsAccountAddressAndOptions() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://io%40t:p%2Fs+s@db.example:5433/flow?sslmode=require");

        assertEquals("jdbc:postgresql://db.example:5433/flow?sslmode=require", url.jdbc());
        assertEquals("io@t", url.user());
        assertEquals("p/s+s", url.password());
    }

    @Test
    void takesTheUsualPortAndNoAccountWhereNoneIsNamed() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://db/flow");

        assertEquals("jdbc:postgresql://db:5432/flow", url.jdbc());
        assertNull(url.user());
        assertNull(url.password());
    }

    @Test
    void leavesAJdbcUrlAsItIs() {
        assertEquals(
                "jdbc:postgresql://db/flow?user=x",
                DatabaseUrl.parse("jdbc:postgresql://db/flow?user=x").jdbc());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:secret^x@h/db",
                "postgresql://u:secret%@h/db",
                "postgresql://u:secret@h",
                "jdbc:postgres://h/db?password=secret",
                "secret"
            })
    void refusesWhatItCannotReadWithoutRepeatingIt(String url) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> DatabaseUrl.parse(url));

        assertFalse(refusal.getMessage().contains("secret"));
        assertNull(refusal.getCause());
    }

    @Test
    void doesNotPrintThePassword() {
        assertFalse(DatabaseUrl.parse("postgresql://u:secret@h/db").toString().contains("secret"));
    }
}
