package io.iotflow.platform.settings;

/**
 * How many devices a node remembers. What is not in memory is asked of PostgreSQL for each batch, so a fleet that is larger
 * costs more for each message; what does not fit into the heap would cost the collector more than that.
 */
public final class CacheSize {

    /**
     * Of the heap for each device: about 900 bytes are its row with a key, its series and when it was heard; the rest
     * is for everything else. {@code ./bench million} counts them.
     */
    private static final long HEAP_OF_DEVICE = 2_560;

    private static final long LEAST = 10_000;
    private static final long MOST = 5_000_000;

    private CacheSize() {}

    /** For this JVM's heap: 200,000 with 512 MB, a million with 2.5 GB. */
    public static int ofDevices() {
        return ofDevices(Runtime.getRuntime().maxMemory());
    }

    static int ofDevices(long heap) {
        return (int) Math.min(MOST, Math.max(LEAST, heap / HEAP_OF_DEVICE));
    }
}
