package io.iotflow.brokerauth;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.DeviceTopics;
import io.iotflow.device.Fleets;
import io.iotflow.mqtt.BrokerAccess;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Answers what a broker wants to know of a client. Our own account may do everything below {@code iotflow/}. */
@Singleton
class BrokerAuthorization {

    private static final String OURS = DeviceTopics.BASE + "/";
    private static final int LONGEST_KEY = 512;

    private final DeviceRegistry devices;
    private final Fleets fleets;
    private final BrokerAccess broker;

    @Inject
    BrokerAuthorization(DeviceRegistry devices, Fleets fleets, BrokerAccess broker) {
        this.devices = devices;
        this.fleets = fleets;
        this.broker = broker;
    }

    boolean mayConnect(String username, String password) {
        if (isServer(username)) { // also should a device have that name
            return broker.isOurs(username, password);
        }
        return !password.isEmpty()
                && password.length() <= LONGEST_KEY
                && devices.findByKey(password)
                        .filter(it -> it.deviceId().equals(username))
                        .or(() -> devices.findByMqttPassword(username, password))
                        .filter(Device::mayAct)
                        .isPresent();
    }

    boolean mayPublish(String username, String topic) {
        return isServer(username)
                ? topic.startsWith(OURS)
                : device(username)
                        .map(it -> new DeviceTopics(it.deviceId(), List.of())) // fleets add nothing to publish to
                        .filter(it -> Rights.mayPublish(it, topic))
                        .isPresent();
    }

    boolean maySubscribe(String username, String filter) {
        return isServer(username)
                ? filter.startsWith(OURS) || filter.startsWith("$share/iotflow/" + OURS)
                : device(username)
                        .map(fleets::topicsOf)
                        .filter(it -> Rights.maySubscribe(it, filter))
                        .isPresent();
    }

    private Optional<Device> device(String username) {
        return devices.find(username).filter(Device::mayAct);
    }

    private boolean isServer(String username) {
        return broker.username().filter(username::equals).isPresent();
    }
}
