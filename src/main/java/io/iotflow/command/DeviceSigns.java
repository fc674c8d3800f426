package io.iotflow.command;

import io.iotflow.command.CommandQueue.Missed;
import io.iotflow.platform.database.Changed;
import io.iotflow.presence.DeviceBackOnline;
import io.iotflow.presence.DeviceListening;
import io.iotflow.presence.DevicesAwake;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Hears who is there, and has sent to them what they may have missed. */
@Singleton
class DeviceSigns {

    private final Dispatcher dispatcher;

    @Inject
    DeviceSigns(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    void onCameBack(@Observes DeviceBackOnline device) {
        dispatcher.heard(new Missed(device.deviceRowId(), Instant.EPOCH, Instant.now()));
    }

    void onAwake(@Observes DevicesAwake heard) {
        if (dispatcher.isUnanswered()) {
            heard.devices()
                    .forEach(it -> dispatcher.heard(new Missed(it.deviceRowId(), it.mayHaveMissedSince(), it.at())));
        }
    }

    void onListening(@Observes DeviceListening device) {
        dispatcher.listens(new Missed(device.deviceRowId(), Instant.EPOCH, device.at()));
    }

    /** Who subscribed while nobody heard it, waits for no long pause. */
    void onChanged(@Observes Changed change) {
        if (change.concerns(DeviceListening.TOPIC) && change.isEverything()) {
            dispatcher.hasten();
        }
    }
}
