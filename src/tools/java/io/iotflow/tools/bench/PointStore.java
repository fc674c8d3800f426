package io.iotflow.tools.bench;

import java.io.IOException;
import java.util.Map;

/** Where the nodes forward points to. */
interface PointStore extends AutoCloseable {

    /** What the application must be told. */
    Map<String, String> environment();

    /** Different points of a measurement. */
    long points(String measurement) throws IOException, InterruptedException;

    /** What it is, and what it knows beside. */
    String describe();

    @Override
    void close();
}
