package io.iotflow.device;

import io.iotflow.platform.database.Sql;

/** The devices' accounts without the container. */
public final class TestDeviceAccounts {

    private TestDeviceAccounts() {}

    /** Of the devices in these tables. */
    public static DeviceAccounts on(Sql sql) {
        return new DeviceAccounts(sql);
    }
}
