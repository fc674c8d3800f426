package io.iotflow.presence;

import io.iotflow.platform.database.Changed;
import io.iotflow.telemetry.store.LastSeen;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A broker that tells who subscribes tells who is there, also of devices that never send anything. */
@Dependent
class ListeningDevices {

    private final PresenceWriter presence;
    private final Event<DeviceListening> listening;

    @Inject
    ListeningDevices(PresenceWriter presence, Event<DeviceListening> listening) {
        this.presence = presence;
        this.listening = listening;
    }

    void onChanged(@Observes Changed change) {
        if (change.topic().equals(DeviceListening.TOPIC)) {
            DeviceListening device =
                    DeviceListening.of(change.subject(), Instant.now().truncatedTo(ChronoUnit.MICROS));
            presence.add(List.of(new LastSeen(device.deviceRowId(), device.at(), false)));
            listening.fire(device);
        }
    }
}
