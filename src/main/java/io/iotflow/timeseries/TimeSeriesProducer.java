package io.iotflow.timeseries;

import io.iotflow.telemetry.store.StoredTelemetry;
import io.iotflow.telemetry.store.TimeOrdered;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;

/** Chooses who answers: InfluxDB where it is configured, else the log. */
@ApplicationScoped
class TimeSeriesProducer {

    @Inject
    private InfluxConnection influx;

    @Inject
    private StoredTelemetry log;

    @Inject
    private TimeOrdered ordered;

    @Inject
    private QuerySettings settings;

    @Inject
    private Forwarder forwarder;

    @Inject
    private InfluxQuestions questions;

    @Inject
    private InfluxProbe probe;

    @Produces
    @ApplicationScoped
    TimeSeries timeSeries() {
        PostgresTimeSeries postgres = new PostgresTimeSeries(log, ordered, settings);
        return influx.isConfigured() ? new InfluxTimeSeries(influx, probe, postgres, forwarder, questions) : postgres;
    }
}
