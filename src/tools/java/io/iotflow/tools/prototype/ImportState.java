package io.iotflow.tools.prototype;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How far an import has come, in a file, so that the next run goes on there. */
final class ImportState {

    private static final String AFTER = "telemetry_data.after";
    private static final String REFUSED = "devices.refused";
    private static final String BUCKET = "influxdb.until";
    private static final String TARGET = "to";

    private final Path file;
    private final Properties values = new Properties();

    private ImportState(Path file) {
        this.file = file;
    }

    /** Of this folder; it belongs to one target. */
    static ImportState of(Path folder, String target) throws IOException {
        ImportState state = new ImportState(folder.resolve("state.properties"));
        if (Files.exists(state.file)) {
            try (Reader reader = Files.newBufferedReader(state.file)) {
                state.values.load(reader);
            }
        }
        String known = state.values.getProperty(TARGET, target);
        if (!known.equals(target)) {
            throw new ImportFailure(
                    "the folder " + folder + " is of an import to " + known + "; choose another with --folder");
        }
        state.values.setProperty(TARGET, target);
        return state;
    }

    /** The last row of {@code telemetry_data} that is done, or 0. */
    long after() {
        return Long.parseLong(values.getProperty(AFTER, "0"));
    }

    /** The devices that the server refused in the last run. */
    Collection<Long> refused() {
        String ids = values.getProperty(REFUSED, "");
        return ids.isEmpty()
                ? List.of()
                : Arrays.stream(ids.split(",")).map(Long::valueOf).toList();
    }

    /** Up to where the points of the former bucket are done; empty before the first. */
    Optional<Instant> bucketUntil() {
        return Optional.ofNullable(values.getProperty(BUCKET)).map(Instant::parse);
    }

    void bucketDone(Instant until) {
        values.setProperty(BUCKET, until.toString());
        save();
    }

    /** Begins anew. */
    void forget() {
        values.remove(BUCKET);
        values.remove(AFTER);
        values.remove(REFUSED);
    }

    void done(long row) {
        values.setProperty(AFTER, String.valueOf(Math.max(row, after())));
        save();
    }

    void refuse(Collection<Long> devices) {
        values.setProperty(
                REFUSED, new TreeSet<>(devices).stream().map(String::valueOf).collect(Collectors.joining(",")));
        save();
    }

    /** Whole or not at all: the run may be stopped at any moment. */
    private void save() {
        Path next = file.resolveSibling("state.properties.next");
        try {
            try (Writer writer = Files.newBufferedWriter(next)) {
                values.store(writer, "How far ./import-prototype has come");
            }
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
