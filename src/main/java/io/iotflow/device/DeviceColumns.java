package io.iotflow.device;

import io.iotflow.platform.database.SqlText;
import java.util.Map;

/** What another module's tables know of devices, by which the list of devices is filtered and sorted. */
public interface DeviceColumns {

    /** Joins the module's rows to {@code device}: at most one row for each device, and none is left out. */
    String join();

    /** Expressions by the name of the member in a device's description ({@link DeviceFacts}). */
    Map<String, SqlText> columns();
}
