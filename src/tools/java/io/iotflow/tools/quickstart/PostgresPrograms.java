package io.iotflow.tools.quickstart;

import java.nio.file.Path;

/** Where PostgreSQL's programs lie for an account that must be able to run them. */
final class PostgresPrograms {

    private PostgresPrograms() {}

    /** The user's cache, shared by all data folders; beside the data when the account cannot reach the cache. */
    static Path reachableBy(PostgresAccount account, Path data) {
        if (!account.isForeign()) {
            return PostgresBinaries.unpackedBelow(cache());
        }
        Path bin = PostgresBinaries.unpackedBelow(data.resolve("programs"));
        if (!account.canRun(bin.resolve("postgres"))) {
            throw new StartException("PostgreSQL does not run as root, and as the user " + account.user()
                    + " it cannot reach the data folder " + data
                    + ". Start IoTFlow as an ordinary user, or choose a folder"
                    + " that everybody may enter, such as --data /var/lib/iotflow.");
        }
        return bin;
    }

    private static Path cache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("iotflow").toAbsolutePath();
    }
}
