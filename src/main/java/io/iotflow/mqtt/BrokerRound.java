package io.iotflow.mqtt;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.platform.task.TurnFailed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * Sends a message round the broker now and then: one that is connected may acknowledge everything and pass nothing on. Where
 * our account may not have the topic, or no message has come round yet for another reason, the connection alone is what
 * readiness goes by.
 */
@Singleton
class BrokerRound {

    /** Between two messages. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** How long ago the last one may have come before the broker counts as down. */
    static final Duration TOLERATED = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Where our account may not have the topic: rare enough to be no alert. */
    private static final Duration RARELY = Duration.ofMinutes(15);

    private final MqttSettings settings;
    private final InstantSource clock;
    private final BackgroundTask task;
    private RoundSession session;
    private int unproven; // attempts in vain before the first message came round
    private volatile boolean wentRound;
    private volatile Instant well = Instant.MIN;

    @Inject
    BrokerRound(MqttSettings settings, BackgroundTasks tasks) {
        this(settings, tasks, Clock.systemUTC());
    }

    BrokerRound(MqttSettings settings, BackgroundTasks tasks, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.task = tasks.task(
                "mqtt-round",
                "no message goes round the broker; where none ever did, readiness goes by the connection alone",
                new BackOff(PAUSE, PAUSE),
                this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    void stop(@Observes ApplicationStopping stopping) {
        task.close();
        end();
    }

    /** A new connection has as long as a message. */
    void onConnected(@Observes Connected connected) {
        well = clock.instant();
        task.wake();
    }

    /** False when messages went round, and none has for {@link #TOLERATED}. */
    boolean isWell() {
        return !wentRound || clock.instant().isBefore(well.plus(TOLERATED));
    }

    private Duration turn() throws TurnFailed, InterruptedException {
        try {
            if (session == null) {
                session = RoundSession.open(settings);
            }
            if (!session.goesRound(PATIENCE)) {
                end();
                // Some brokers say nothing of a right that is missing.
                throw failed("it did not come back within " + PATIENCE.toSeconds() + " s", null, !wentRound);
            }
        } catch (MqttException e) {
            end();
            boolean refused = e.getReasonCode() == MqttException.REASON_CODE_SUBSCRIBE_FAILED;
            throw failed(refused ? "the broker refuses our account iotflow/system/#" : e.getMessage(), e, refused);
        }
        wentRound = true;
        well = clock.instant();
        return PAUSE;
    }

    /** The right may come a moment later: Mosquitto is told of it while we start. */
    private TurnFailed failed(String message, MqttException cause, boolean mayLackRight) {
        return new TurnFailed(message, cause, mayLackRight && unproven++ > 1 ? RARELY : null);
    }

    private void end() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
