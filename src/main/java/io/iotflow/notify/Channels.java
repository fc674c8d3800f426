package io.iotflow.notify;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.DeclaredName;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What other modules may ask about channels. */
@Singleton
public class Channels {

    /** Names of channels. */
    public static final DeclaredName NAME = new DeclaredName("channel");

    private final Sql sql;

    @Inject
    public Channels(Sql sql) {
        this.sql = sql;
    }

    /** Which of these names are no channel's, in their order; empty when all exist. */
    public List<String> exist(Collection<String> names) {
        Set<String> unknown = new LinkedHashSet<>(names);
        sql.list("SELECT name FROM notification_channel WHERE name = ANY (?)", row -> row.getString(1), (Object)
                        names.stream().map(it -> it.replace('\0', '\uFFFD')).toArray(String[]::new))
                .forEach(unknown::remove);
        return List.copyOf(unknown);
    }
}
