package io.iotflow.tools.quickstart;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;

/**
 * The account that PostgreSQL's programs run under. They refuse to be root, so for root they run in a user namespace of
 * their own or, where containers forbid that, as another user.
 *
 * @param user the other user's name, or empty when they run as ourselves
 * @param prefix what to put before each command
 */
record PostgresAccount(String user, List<String> prefix) {

    private static final String FALLBACK_USER = "nobody";

    PostgresAccount {
        prefix = List.copyOf(prefix);
    }

    /** The account for this cluster: whoever owns it already, else the first way that works here. */
    static PostgresAccount choose(Path cluster) {
        if (new UnixSystem().getUid() != 0) {
            return new PostgresAccount("", List.of());
        }
        String owner = owner(cluster);
        if (!owner.equals("root")) {
            return as(owner);
        }
        // Not every container that has unshare may use it; in the new namespace we must no longer be user 0.
        if (ChildProcess.works(List.of("unshare", "-U", "sh", "-c", "test $(id -u) -ne 0"))) {
            return new PostgresAccount("", List.of("unshare", "-U"));
        }
        return as(FALLBACK_USER);
    }

    boolean isForeign() {
        return !user.isEmpty();
    }

    List<String> command(Path program, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Whether this account can run the program. */
    boolean canRun(Path program) {
        return !isForeign() || ChildProcess.works(command(program, "--version"));
    }

    /** Makes the account the owner of a file, or of a folder and all in it. */
    void own(Path path) throws IOException {
        if (isForeign()) {
            UserPrincipal principal =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            for (Path each : Folders.contents(path)) {
                Files.setOwner(each, principal);
            }
        }
    }

    private static PostgresAccount as(String user) {
        if (!ChildProcess.works(List.of("runuser", "-u", user, "--", "true"))) {
            throw new StartException(
                    "PostgreSQL does not run as root, and neither unshare nor runuser works here. Start IoTFlow as"
                            + " an ordinary user, or set DB_HOST to use a PostgreSQL of your own.");
        }
        return new PostgresAccount(user, List.of("runuser", "-u", user, "--"));
    }

    private static String owner(Path cluster) {
        try {
            return Files.exists(cluster.resolve("PG_VERSION"))
                    ? Files.getOwner(cluster).getName()
                    : "root";
        } catch (IOException e) {
            throw new StartException("Cannot read " + cluster + ": " + e, e);
        }
    }
}
