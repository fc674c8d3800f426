package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.platform.time.EpochTime;
import io.iotflow.platform.time.TimeText;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.LeftOut;
import io.iotflow.telemetry.store.Retention;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gives a message its time: the device's ({@link TimeText}, {@link EpochTime}) or, where it has none, ours. A device
 * whose clock was not set yet says a time that cannot be true.
 */
final class DeviceClock {

    private final Bounds bounds;
    private final Retention retention;
    private final InstantSource clock;
    private final AtomicReference<Instant> lastOwn;

    /**
     * Which times are a device's.
     *
     * @param maxFuture how far its clock may be ahead
     * @param earliest what is before it is no time
     * @param zone what a time without an offset is of, unless its device has a zone
     */
    record Bounds(Duration maxFuture, Instant earliest, ZoneId zone) {}

    /**
     * A message's time.
     *
     * @param doubt why it is ours though the device gave one; null where it is the device's or it gave none
     */
    record Timed(Instant time, LeftOut.Why doubt) {}

    /** The source says what the time really is: a message that is replayed came earlier. */
    DeviceClock(Bounds bounds, Retention retention, InstantSource clock) {
        this(bounds, retention, clock, new AtomicReference<>(Instant.EPOCH));
    }

    private DeviceClock(Bounds bounds, Retention retention, InstantSource clock, AtomicReference<Instant> lastOwn) {
        this.bounds = bounds;
        this.retention = retention;
        this.clock = clock;
        this.lastOwn = lastOwn;
    }

    /** The same in the zone of this device. */
    DeviceClock of(Device device) {
        return device.zone() == null
                ? this
                : new DeviceClock(
                        new Bounds(bounds.maxFuture, bounds.earliest, device.zone()), retention, clock, lastOwn);
    }

    /** The device's own time, or ours where it gave none. */
    Instant timeOf(JsonValue timestamp, Instant now) throws Refused {
        return isNone(timestamp) ? kept(own(now)) : kept(checked(parse(timestamp), now));
    }

    /** The same, but ours also for a time of a clock that was not set. */
    Timed ownTimeOf(JsonValue timestamp, Instant now) throws Refused {
        return isNone(timestamp) ? new Timed(kept(own(now)), null) : ownTimeOf(parse(timestamp), now);
    }

    /** The same of a time that was read already. */
    Timed ownTimeOf(Instant time, Instant now) throws Refused {
        Instant checked = checked(time, now);
        return checked.isBefore(bounds.earliest) ? notSet(now) : new Timed(checked, null);
    }

    /** The same, but ours also where the device's cannot be read. */
    Timed likelyTimeOf(JsonValue timestamp, Instant now) throws Refused {
        if (isNone(timestamp)) {
            return new Timed(kept(own(now)), null);
        }
        Instant time;
        try {
            time = parse(timestamp);
        } catch (Refused e) {
            return new Timed(kept(own(now)), LeftOut.Why.BAD_TIMESTAMP);
        }
        return time.isBefore(bounds.earliest) ? notSet(now) : ownTimeOf(time, now);
    }

    private Timed notSet(Instant now) throws Refused {
        return new Timed(kept(own(now)), LeftOut.Why.CLOCK_NOT_SET);
    }

    /** The device's own time, to the nanosecond, if it can be true. */
    private Instant checked(Instant time, Instant now) throws Refused {
        if (time.isBefore(Instant.EPOCH)) {
            throw refused("is before 1970");
        }
        if (time.isAfter(now.plus(bounds.maxFuture))) {
            throw refused("is more than " + bounds.maxFuture + " ahead of the server's clock: set the device's clock");
        }
        return time.isBefore(bounds.earliest) ? time : kept(time);
    }

    private Instant kept(Instant time) throws Refused {
        Optional<Instant> horizon = retention.horizon(clock.instant());
        if (horizon.isPresent() && time.isBefore(horizon.get())) {
            throw new Refused(
                    Reason.TOO_OLD,
                    "timestamp",
                    "is older than the " + retention.days()
                            + " days for which messages are kept (TELEMETRY_RETENTION)");
        }
        return time;
    }

    /** Our own time, strictly rising: two messages without a time are two readings, not one. */
    private Instant own(Instant now) {
        Instant micros = now.truncatedTo(ChronoUnit.MICROS);
        return lastOwn.updateAndGet(last -> micros.isAfter(last) ? micros : last.plus(1, ChronoUnit.MICROS));
    }

    private static boolean isNone(JsonValue timestamp) {
        return timestamp == null
                || timestamp == JsonValue.NULL
                || timestamp instanceof JsonString text && text.getString().isBlank();
    }

    private Instant parse(JsonValue timestamp) throws Refused {
        try {
            if (timestamp instanceof JsonString text) {
                return TimeText.read(text.getString(), bounds.zone);
            }
        } catch (DateTimeException e) {
            throw refused("is not RFC 3339 (2026-01-31T12:00:00Z) or epoch seconds, milliseconds, microseconds or"
                    + " nanoseconds");
        }
        try {
            if (timestamp instanceof JsonNumber number) {
                return EpochTime.read(number.bigDecimalValue());
            }
        } catch (DateTimeException e) {
            throw refused(e.getMessage());
        }
        throw refused("must be a string or a number");
    }

    private static Refused refused(String message) {
        return new Refused(Reason.BAD_TIMESTAMP, "timestamp", message);
    }
}
