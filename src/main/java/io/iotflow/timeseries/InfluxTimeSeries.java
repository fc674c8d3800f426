package io.iotflow.timeseries;

/**
 * InfluxDB answers, after the device's waiting points have been written: a client reads what it wrote. Where InfluxDB does
 * not answer, or does not have the points yet, the log does.
 */
final class InfluxTimeSeries implements TimeSeries {

    private final InfluxConnection influx;
    private final InfluxProbe probe;
    private final InfluxReader reader;
    private final InfluxQuestions questions;
    private final PostgresTimeSeries log;
    private final Forwarder forwarder;

    InfluxTimeSeries(
            InfluxConnection influx,
            InfluxProbe probe,
            PostgresTimeSeries log,
            Forwarder forwarder,
            InfluxQuestions questions) {
        this.influx = influx;
        this.probe = probe;
        this.reader = new InfluxReader(influx);
        this.log = log;
        this.forwarder = forwarder;
        this.questions = questions;
    }

    @Override
    public PageReader range(TimeSeriesQuery query, Position position) {
        return new PageReader(query, position, new Slices(query), log::read);
    }

    @Override
    public NewestPoints latest(TimeSeriesQuery query) {
        try {
            questions.flush(query.device().rowId());
            return new NewestPoints(questions.ask(() -> reader.latest(query)), Source.INFLUXDB);
        } catch (NoAnswer e) {
            return log.latest(query);
        }
    }

    @Override
    public int delete(TimeSeriesQuery query) {
        int deleted = log.delete(query);
        try {
            // A write that read the rows before they were deleted would bring them back.
            forwarder.awaitWriters();
            influx.delete(query);
            return deleted;
        } catch (RuntimeException e) {
            throw questions.unavailable("delete; part of the data is gone, so delete again when InfluxDB is back", e);
        }
    }

    @Override
    public StoreHealth health() {
        return probe.health();
    }

    /** One query's slices; what is needed once for all is done with the first. */
    private final class Slices implements PageReader.Store {

        private final TimeSeriesQuery query;
        private boolean prepared;
        private boolean numbersOnly;

        Slices(TimeSeriesQuery query) {
            this.query = query;
        }

        @Override
        public void read(TimeSeriesQuery slice, Page page) {
            if (!prepared) {
                questions.flush(query.device().rowId());
                numbersOnly = query.windows()
                                .filter(it -> !it.function().takesAnything())
                                .isPresent()
                        && questions.ask(() -> reader.hasOtherThanNumbers(query));
                prepared = true;
            }
            questions.ask(() -> {
                if (slice.windows().isPresent()) {
                    reader.readWindows(slice, numbersOnly, page);
                } else {
                    reader.read(slice, page);
                }
                return page;
            });
        }
    }
}
