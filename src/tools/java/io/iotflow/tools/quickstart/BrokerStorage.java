package io.iotflow.tools.quickstart;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.migration.meta.PersistenceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How HiveMQ divides its files. It makes 128 RocksDB databases, each of which takes 4 MB before it holds anything, and a
 * log of some MB with its first message: 520 MB, and up to RAM / 16 more. Files that are divided so already stay so, since
 * HiveMQ would not find what is in them.
 */
final class BrokerStorage {

    private static final int PAYLOAD_DATABASES = 8;

    /** A part of the machine's memory for what RocksDB has not brought to its tables; its logs are as large. */
    private static final int MEMORY_PART = 1_024;

    private static final String XODUS_MEMORY = "exodus.memoryUsagePercentage";

    private BrokerStorage() {}

    /**
     * For the broker that starts next in this JVM.
     *
     * @param data HiveMQ's data folder
     */
    static void choose(Path data) throws IOException {
        Path payloads = data.resolve("persistence/publish_payload_store/040500_R");
        Path retained = data.resolve("persistence/retained_messages/040500_R");
        int databases = folders(payloads);
        InternalConfigurations.PAYLOAD_PERSISTENCE_BUCKET_COUNT.set(databases == 0 ? PAYLOAD_DATABASES : databases);
        InternalConfigurations.PAYLOAD_PERSISTENCE_MEMTABLE_SIZE_PORTION.set(MEMORY_PART);
        InternalConfigurations.RETAINED_MESSAGE_PERSISTENCE_TYPE.set(
                folders(retained) == 0 ? PersistenceType.FILE : PersistenceType.FILE_NATIVE);
        // HiveMQ says so itself where both are RocksDB's; Xodus would take half of the heap.
        if (System.getProperty(XODUS_MEMORY) == null) {
            System.setProperty(XODUS_MEMORY, "25");
        }
    }

    private static int folders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return (int) entries.filter(Files::isDirectory).count();
        }
    }
}
