package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the broker's disk has room for what it acknowledges. HiveMQ acknowledges also what it can no longer write, and
 * goes on so until it is started again: it must take nothing more before that, and what it wrote since is not believed.
 */
final class FreeSpace implements BooleanSupplier {

    /** Below this nothing more is read from devices. */
    static final long LOW = 256L << 20;

    /** From here on it is again. */
    static final long ENOUGH = 384L << 20;

    /** Below this HiveMQ may have failed to write. */
    static final long NONE = 32L << 20;

    /** What a start with its files already there wants. */
    static final long RESTART = 128L << 20;

    /** What no program writes in a second. */
    private static final long PLENTY = 4L << 30;

    private static final Logger LOG = LoggerFactory.getLogger(FreeSpace.class);

    private final LongSupplier usable;
    private volatile boolean enough = true;
    private volatile boolean sound = true;

    /** @param usable bytes that may be written */
    FreeSpace(LongSupplier usable) {
        this.usable = usable;
    }

    static FreeSpace of(Path folder) {
        return new FreeSpace(() -> usable(folder));
    }

    /** Bytes that we may write there. */
    static long usable(Path folder) {
        try {
            Path there = folder.toAbsolutePath();
            while (!Files.exists(there)) {
                there = there.getParent();
            }
            return Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            LOG.warn("The free space of {} is not known: {}", folder, e.toString());
            return Long.MAX_VALUE;
        }
    }

    /** To be called again and again. */
    synchronized void check() {
        long now = usable.getAsLong();
        if (enough && now < LOW) {
            enough = false;
            LOG.error(
                    "Only {} MB are free: nothing more is read from devices until there are {}",
                    now >> 20,
                    ENOUGH >> 20);
        } else if (!enough && now >= ENOUGH) {
            enough = true;
            LOG.info("{} MB are free: devices are read again", now >> 20);
        }
        if (sound && now < NONE) {
            sound = false;
            LOG.error("The disk is full: the broker opens its files anew when there is room");
        }
    }

    /** False from the moment the disk was full until {@link #reopened()}. */
    boolean isSound() {
        check();
        return sound;
    }

    /** The disk may be full within a second. */
    boolean mayEnd() {
        return sound && usable.getAsLong() < PLENTY;
    }

    /** The broker's files have to be opened anew, and there is room for that. */
    boolean wantsReopening() {
        return !sound && enough;
    }

    /** They were. */
    void reopened() {
        sound = true;
    }

    /** Whether devices may be read. */
    @Override
    public boolean getAsBoolean() {
        return enough && sound;
    }
}
