package io.iotflow.quarantine;

import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A message in the quarantine, whole.
 *
 * @param payload the payload as text, or null where it is none
 */
public record MessageAnswer(
        long id,
        Instant receivedAt,
        String source,
        String deviceId,
        String topic,
        String reason,
        String detail,
        int attempts,
        int size,
        String payload,
        String payloadBase64) {

    static MessageAnswer of(Quarantined it) {
        return new MessageAnswer(
                it.id(),
                it.receivedAt(),
                it.source(),
                it.deviceId(),
                it.topic(),
                it.reason(),
                it.detail(),
                it.attempts(),
                it.size(),
                PayloadText.of(it.payload()).orElse(null),
                Base64.getEncoder().encodeToString(it.payload()));
    }

    /** One message. */
    public record One(String status, MessageAnswer message) {}

    /** A page of messages, and all reasons that one may ask for. */
    public record Page(
            String status, List<Line> messages, int count, int limit, String nextCursor, List<String> knownReasons) {}

    /** A message in a page; the preview is the payload's beginning, with what cannot be shown replaced. */
    public record Line(
            long id,
            Instant receivedAt,
            String source,
            String deviceId,
            String topic,
            String reason,
            String detail,
            int attempts,
            int size,
            String payloadPreview) {

        static Line of(Quarantined it) {
            return new Line(
                    it.id(),
                    it.receivedAt(),
                    it.source(),
                    it.deviceId(),
                    it.topic(),
                    it.reason(),
                    it.detail(),
                    it.attempts(),
                    it.size(),
                    PayloadText.preview(it.payload()));
        }
    }
}
