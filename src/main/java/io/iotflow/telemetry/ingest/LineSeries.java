package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes messages of the lines of one body. What a line says before its fields is read and checked with the first line of
 * each series, and is the same for the others.
 */
final class LineSeries {

    private final String text;
    private final MessageReader reader;
    private final LinePrecision precision;
    private final Instant now;
    private final Map<String, TelemetryMessage> firsts = new HashMap<>();

    LineSeries(String text, MessageReader reader, LinePrecision precision, Instant now) {
        this.text = text;
        this.reader = reader;
        this.precision = precision;
        this.now = now;
    }

    /** Whose line it is, if the caller may write for it. */
    interface Sender {
        Device of(Line line) throws Refused;
    }

    /** The message of the line at which the splitter stands. */
    TelemetryMessage message(LineSplitter place, Sender sender) throws Refused {
        String series = text.substring(place.start(), place.endOfSeries());
        TelemetryMessage first = firsts.get(series);
        TelemetryMessage next =
                first == null ? null : reader.ofNextLine(first, LineParser.values(text, place), precision, now);
        if (next != null) {
            return next;
        }
        Line line = LineParser.parse(text, place);
        TelemetryMessage message = reader.ofLine(sender.of(line), line, precision, now);
        if (message.leftOut().isEmpty() && line.isGivenBack()) { // nothing in it is of this line alone
            firsts.put(series, message);
        }
        return message;
    }
}
