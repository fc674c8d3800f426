package io.iotflow.tools.influxsetup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code .env}: lines {@code NAME=value}, of which some are changed and all others stay as they are. */
public final class EnvFile {

    private static final Pattern LINE = Pattern.compile(
            "(\\s*(?:export\\s+)?)([A-Za-z_][A-Za-z0-9_]*)(\\s*=\\s*)('[^']*'|\"(?:[^\"\\\\]|\\\\.)*\"|.*?)(\\s+#.*|\\s*)");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./~-]*");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final List<String> lines;
    private boolean changed;
    private boolean saved;

    private EnvFile(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Reads it; one that is not there is empty. */
    public static EnvFile read(Path path) {
        try {
            boolean exists = Files.exists(path);
            // a link is kept, and what it points to is written
            Path file = exists ? path.toRealPath() : path.toAbsolutePath();
            return new EnvFile(file, exists ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>());
        } catch (IOException e) {
            throw new SetUpException("cannot read " + path + ": " + e, e);
        }
    }

    /** The value of the last line with this name. */
    Optional<String> get(String name) {
        int index = indexOf(name);
        return index < 0
                ? Optional.empty()
                : Optional.of(unquoted(match(lines.get(index)).group(4)));
    }

    /** All that it sets; of two lines with one name the last one counts. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String text : lines) {
            Matcher line = match(text);
            if (line.matches()) {
                values.put(line.group(2), unquoted(line.group(4)));
            }
        }
        return values;
    }

    /** Sets the value, at its line when there is one, else at the end. */
    void put(String name, String value) {
        if (get(name).filter(value::equals).isPresent()) {
            return;
        }
        changed = true;
        int index = indexOf(name);
        if (index < 0) {
            lines.add(name + "=" + quoted(value));
            return;
        }
        Matcher line = match(lines.get(index));
        lines.set(index, line.group(1) + name + line.group(3) + quoted(value) + line.group(5));
    }

    boolean isChanged() {
        return changed;
    }

    /** Whether this run has written it. */
    boolean isSaved() {
        return saved;
    }

    /** Whether others than its owner can read it. */
    public boolean isOpenToOthers() {
        try {
            return Files.exists(file) && isPosix() && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot see the rights of " + file, e);
        }
    }

    /** Writes it, for its owner alone, in one step: a reader sees the old or the new file, never a part. */
    void save() {
        Path folder = file.getParent();
        try {
            Files.createDirectories(folder);
            Path next = isPosix()
                    ? Files.createTempFile(folder, ".env", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY))
                    : Files.createTempFile(folder, ".env", ".new");
            try {
                Files.write(next, lines);
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next);
            }
            changed = false;
            saved = true;
        } catch (IOException e) {
            throw new SetUpException("cannot write " + file + ": " + e, e);
        }
    }

    Path file() {
        return file;
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private int indexOf(String name) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            Matcher line = match(lines.get(i));
            if (line.matches() && line.group(2).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Matcher match(String line) {
        Matcher matcher = LINE.matcher(line);
        matcher.matches();
        return matcher;
    }

    private static String quoted(String value) {
        if (PLAIN.matcher(value).matches()) {
            return value;
        }
        return value.contains("'") ? '"' + value.replaceAll("([\"\\\\$`])", "\\\\$1") + '"' : "'" + value + "'";
    }

    private static String unquoted(String text) {
        if (text.length() >= 2 && text.startsWith("'") && text.endsWith("'")) {
            return text.substring(1, text.length() - 1);
        }
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        return text;
    }
}
