package io.iotflow.tools.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;

/** Folders whose files may come and go while they are read. */
final class DataTree {

    private DataTree() {}

    /** Copies a folder with what the predicate takes; nothing below a folder that it does not take. */
    static void copy(Path root, String name, BackupFile backup, Predicate<Path> taken) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!folder.equals(root) && !taken.test(folder)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                backup.folder(nameOf(folder), folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && taken.test(file)) {
                    backup.file(nameOf(file), file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (Files.exists(file)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE;
            }

            private String nameOf(Path path) {
                return path.equals(root) ? name : name + "/" + root.relativize(path);
            }
        });
    }
}
