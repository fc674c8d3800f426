package io.iotflow.brokerauth;

/** Somebody else has been at the device's account for too long. */
final class AccountBusy extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AccountBusy(String deviceId) {
        super("the account of device " + deviceId + " at the broker is being changed");
    }
}
