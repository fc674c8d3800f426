package io.iotflow.tools.installation;

import io.iotflow.tools.quickstart.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A data folder that nobody uses, copied with its owners and modes into one that is made in one step. */
record FolderCopy(Path from, Path to) {

    private static final Set<String> LEFT_OUT = Set.of("lock", "running", "logs", "payara");

    void make() throws IOException {
        Path partial = to.resolveSibling(to.getFileName() + "-unfinished");
        if (Files.exists(partial)) {
            throw new StartException(
                    partial + " is left from an upgrade that was interrupted. Remove it, and run this again.");
        }
        List<Path> paths = paths();
        requireRoom(paths);
        for (Path path : paths) {
            Files.copy(
                    path,
                    partial.resolve(from.relativize(path).toString()),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    LinkOption.NOFOLLOW_LINKS);
        }
        if (Files.exists(to)) { // with a lock and logs at most
            try (Stream<Path> left = Files.walk(to)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<Path> paths() throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            return paths.filter(this::isKept).toList();
        }
    }

    private boolean isKept(Path path) {
        return path.equals(from)
                || !LEFT_OUT.contains(from.relativize(path).getName(0).toString());
    }

    private void requireRoom(List<Path> paths) throws IOException {
        long bytes = 0;
        for (Path path : paths) {
            bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
        }
        long free = Files.getFileStore(to.getParent()).getUsableSpace();
        if (bytes > free) {
            throw new StartException("The data has " + bytes / 1_000_000 + " MB, and " + to.getParent()
                    + " has room for " + free / 1_000_000 + " MB. Unpack the new version where there is room.");
        }
    }
}
