package io.iotflow.timeseries;

import io.iotflow.device.DeviceDeletion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;

/** Deletes the data of a device that is being deleted from the store that answers for it. */
@ApplicationScoped
class DeletedDeviceData {

    @Inject
    private TimeSeries timeSeries;

    void onDeletion(@Observes DeviceDeletion deletion) {
        timeSeries.delete(new TimeSeriesQuery(deletion.device(), TimeRange.ALL, Optional.empty()));
    }
}
