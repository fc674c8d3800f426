package io.iotflow.notify;

import io.iotflow.notify.Claims.Claim;
import io.iotflow.platform.problem.OneLine;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Logger;

/** Delivers one message after the other: claims a channel, sends what it has, and writes down what became of it. */
@Singleton
class Delivery {

    private static final Logger LOG = Logger.getLogger(Delivery.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Claims claims;
    private final ChannelStore channels;
    private final MessageStore messages;
    private final ChannelKinds kinds;
    private final Sender sender;
    private final NotifyMetrics metrics;

    @Inject
    Delivery(
            Claims claims,
            ChannelStore channels,
            MessageStore messages,
            ChannelKinds kinds,
            Sender sender,
            NotifyMetrics metrics) {
        this.claims = claims;
        this.channels = channels;
        this.messages = messages;
        this.kinds = kinds;
        this.sender = sender;
        this.metrics = metrics;
    }

    /** A channel that has something to send, claimed for the caller, who must deliver; see {@link Claims#next}. */
    Optional<Claim> next(boolean isForAll) {
        return claims.next(isForAll);
    }

    /** Sends what was claimed. */
    void deliver(Claim claim) {
        try {
            Optional<StoredChannel> channel = channels.find(claim.channel());
            Optional<Message> message = channel.flatMap(it -> messages.find(
                    claim.message(),
                    it.definition().name(),
                    kinds.get(it.definition().type()).capacity().listed()));
            if (message.isPresent()) {
                deliver(claim, channel.get(), message.get());
            } // else the channel is deleted, and its rows with it
        } finally {
            claims.forget(claim);
        }
    }

    private void deliver(Claim claim, StoredChannel channel, Message message) {
        String type = channel.definition().type();
        try {
            sender.send(channel, message);
            claims.sent(claim);
            metrics.sent(type, message.count());
        } catch (SendFailed e) {
            int failures = channel.standing().failures();
            Duration pause = pause(failures, e);
            claims.failed(claim, e, pause);
            metrics.failed(type);
            if (e.kind() == SendFailed.Kind.HOPELESS) {
                metrics.expired(type, message.count());
            } else if (failures == 0) { // loud once
                LOG.warning(() -> "notification channel " + channel.definition().name() + " does not take messages ("
                        + OneLine.of(e.getMessage()) + "); they are kept, next attempt in " + pause.toMillis() + " ms");
            }
        }
    }

    /** Doubled each time, drawn from its upper half so that channels of one server spread out; longer where the server asks. */
    static Duration pause(int failures, SendFailed failure) {
        long full = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures, 16));
        Duration pause =
                Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
        return failure.retryAfter().filter(it -> it.compareTo(pause) > 0).orElse(pause);
    }
}
