package io.iotflow.tools.bench;

/** How many messages at once are sent over HTTP. */
enum BatchForm {
    lines("line protocol", "/api/v2/write?org=iotflow&bucket=telemetry&precision=ms", 5_000, 204),
    json("JSON batch", "/api/v1/influxdb/telemetry/batch", 1_000, 201);

    final String title;
    final String path;
    final int messages;
    /** The status of the answer when all of them are stored. */
    final int stored;

    BatchForm(String title, String path, int messages, int stored) {
        this.title = title;
        this.path = path;
        this.messages = messages;
        this.stored = stored;
    }

    /** The name of the measurement that it writes to. */
    String measurement() {
        return "bench_" + name();
    }
}
