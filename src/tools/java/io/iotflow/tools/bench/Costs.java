package io.iotflow.tools.bench;

/**
 * Something per process of the stack: seconds of processor time, or bytes of memory.
 *
 * @param launcher the bench's own JVM, with the load generator and, when it is the embedded one, the broker
 * @param mosquitto 0 when it does not run
 */
record Costs(double application, double postgres, double launcher, double mosquitto) {

    Costs plus(Costs other) {
        return new Costs(
                application + other.application,
                postgres + other.postgres,
                launcher + other.launcher,
                mosquitto + other.mosquitto);
    }

    Costs minus(Costs before) {
        return new Costs(
                application - before.application,
                postgres - before.postgres,
                launcher - before.launcher,
                mosquitto - before.mosquitto);
    }

    Costs dividedBy(double divisor) {
        return new Costs(application / divisor, postgres / divisor, launcher / divisor, mosquitto / divisor);
    }
}
