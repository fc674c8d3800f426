package io.iotflow.mapping;

import io.iotflow.platform.database.Sql;

/** {@link PublishRights} for tests of other modules. */
public final class TestPublishRights {

    private TestPublishRights() {}

    public static PublishRights on(Sql sql) {
        return new PublishRights(sql);
    }
}
