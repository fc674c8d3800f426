package io.iotflow.tools.quickstart;

import static com.hivemq.configuration.service.InternalConfigurations.PAYLOAD_PERSISTENCE_BUCKET_COUNT;
import static com.hivemq.configuration.service.InternalConfigurations.RETAINED_MESSAGE_PERSISTENCE_TYPE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hivemq.migration.meta.PersistenceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerStorageTest {

    private final int databases = PAYLOAD_PERSISTENCE_BUCKET_COUNT.get();
    private final PersistenceType retained = RETAINED_MESSAGE_PERSISTENCE_TYPE.get();

    @TempDir
    private Path data;

    @AfterEach
    void restore() {
        PAYLOAD_PERSISTENCE_BUCKET_COUNT.set(databases);
        RETAINED_MESSAGE_PERSISTENCE_TYPE.set(retained);
    }

    @Test
    void aNewBrokerHasFewDatabases() throws IOException {
        BrokerStorage.choose(data);
        assertEquals(8, PAYLOAD_PERSISTENCE_BUCKET_COUNT.get());
        assertEquals(PersistenceType.FILE, RETAINED_MESSAGE_PERSISTENCE_TYPE.get());
    }

    @Test
    void filesStayDividedAsTheyAre() throws IOException {
        for (int i = 0; i < 64; i++) {
            Files.createDirectories(data.resolve("persistence/publish_payload_store/040500_R/store_" + i));
            Files.createDirectories(data.resolve("persistence/retained_messages/040500_R/retained_" + i));
        }
        BrokerStorage.choose(data);
        assertEquals(64, PAYLOAD_PERSISTENCE_BUCKET_COUNT.get());
        assertEquals(PersistenceType.FILE_NATIVE, RETAINED_MESSAGE_PERSISTENCE_TYPE.get());
    }
}
