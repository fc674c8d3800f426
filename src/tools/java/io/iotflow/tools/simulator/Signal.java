package io.iotflow.tools.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** A quantity as a sensor sees it: it follows the day (UTC), wanders slowly, and each reading has a little noise. */
final class Signal {

    private static final double DAY_SECONDS = 86_400;
    private static final double MEMORY_SECONDS = 3_600; // how long the wandering takes to forget where it was

    private final RandomGenerator random;
    private final double mean;
    private double swing;
    private double peakHour;
    private double wander;
    private double noise;
    private double wandered;
    private Instant before;

    private Signal(RandomGenerator random, double mean) {
        this.random = random;
        this.mean = mean;
    }

    /** A constant, until it is told otherwise. */
    static Signal around(double mean, RandomGenerator random) {
        return new Signal(random, mean);
    }

    /** So much above the mean at this hour, and as much below it twelve hours later. */
    Signal daily(double swing, double peakHour) {
        this.swing = swing;
        this.peakHour = peakHour;
        return this;
    }

    /** The standard deviation of the slow wandering. */
    Signal wandering(double deviation) {
        this.wander = deviation;
        return this;
    }

    /** The standard deviation of each reading. */
    Signal noisy(double deviation) {
        this.noise = deviation;
        return this;
    }

    /** The next reading. */
    double at(Instant time) {
        double kept =
                before == null ? 0 : Math.exp(-Duration.between(before, time).toMillis() / 1e3 / MEMORY_SECONDS);
        wandered = kept * wandered + Math.sqrt(1 - kept * kept) * wander * random.nextGaussian();
        before = time;
        return mean + swing * day(time, peakHour) + wandered + noise * random.nextGaussian();
    }

    /** 1 at this hour of the day, -1 twelve hours later. */
    static double day(Instant time, double peakHour) {
        double part = Math.floorMod(time.getEpochSecond(), (long) DAY_SECONDS) / DAY_SECONDS;
        return Math.cos(2 * Math.PI * (part - peakHour / 24));
    }
}
