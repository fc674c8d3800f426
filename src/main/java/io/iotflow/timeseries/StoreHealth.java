package io.iotflow.timeseries;

/**
 * Which store answers, and how InfluxDB is.
 *
 * @param store {@code influxdb} or {@code postgresql}
 */
public record StoreHealth(Influx influxdb, boolean connected, String store) {

    /** InfluxDB's own state: {@code status} is pass, fail, unreachable or disabled. */
    public record Influx(String status, String message, String version) {}

    static StoreHealth disabled() {
        return new StoreHealth(
                new Influx("disabled", "INFLUXDB_URL is not set; PostgreSQL answers for the time series", null),
                false,
                "postgresql");
    }

    static StoreHealth unreachable() {
        return new StoreHealth(new Influx("unreachable", "InfluxDB does not answer", null), false, "influxdb");
    }

    static StoreHealth of(String status, String message, String version) {
        return new StoreHealth(new Influx(status, message, version), "pass".equals(status), "influxdb");
    }
}
