package io.iotflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** A stack for one bench, and a folder, both of which are gone when it ends. */
final class BenchRun {

    private BenchRun() {}

    interface Body<T> {
        T run(BenchStack stack, Path folder) throws IOException, SQLException, InterruptedException;
    }

    /** Starts PostgreSQL; what else the bench starts with the stack ends with it, too. */
    static <T> T in(Path target, Body<T> body) throws IOException, SQLException, InterruptedException {
        Closer closer = new Closer();
        Path folder = RunFolder.create(target.resolve("bench").toAbsolutePath());
        Runtime.getRuntime().addShutdownHook(new Thread(closer::close, "stop"));
        try {
            closer.add(() -> RunFolder.delete(folder));
            return body.run(new BenchStack(target.toAbsolutePath(), folder, closer), folder);
        } finally {
            closer.close();
        }
    }
}
