package io.iotflow.telemetry.store;

import io.iotflow.platform.database.DatabaseException;

/** Some of the points of a batch that were taken for new are in the log already; nothing of it is stored. */
final class PointsKnown extends RuntimeException {

    private static final long serialVersionUID = 1;

    PointsKnown(DatabaseException cause) {
        super(cause);
    }
}
