package io.iotflow.brokerauth;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.DeviceTopics;
import io.iotflow.device.Fleets;
import io.iotflow.mapping.Mappings;
import io.iotflow.mqtt.BrokerAccess;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Answers what a broker wants to know of a client. Our own account may do everything below {@code iotflow/}, and subscribe to
 * what mappings take.
 */
@Singleton
class BrokerAuthorization {

    private static final String OURS = DeviceTopics.BASE + "/";
    private static final String SHARED = "$share/iotflow/";
    private static final int LONGEST_KEY = 512;

    private final DeviceRegistry devices;
    private final Fleets fleets;
    private final BrokerAccess broker;
    private final Mappings mappings;

    @Inject
    BrokerAuthorization(DeviceRegistry devices, Fleets fleets, BrokerAccess broker, Mappings mappings) {
        this.devices = devices;
        this.fleets = fleets;
        this.broker = broker;
        this.mappings = mappings;
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
                : device(username).filter(it -> mayPublish(it, topic)).isPresent();
    }

    private boolean mayPublish(Device device, String topic) {
        return Rights.mayPublish(
                        new DeviceTopics(device.deviceId(), List.of()), topic) // fleets add nothing to publish to
                || Rights.isTopic(topic) && mappings.mayPublish(device, topic);
    }

    boolean maySubscribe(String username, String filter) {
        return isServer(username)
                ? mayServerSubscribe(filter.startsWith(SHARED) ? filter.substring(SHARED.length()) : filter)
                : device(username)
                        .map(fleets::topicsOf)
                        .filter(it -> Rights.maySubscribe(it, filter))
                        .isPresent();
    }

    private boolean mayServerSubscribe(String filter) {
        return filter.startsWith(OURS) || mappings.topicFilters().contains(filter);
    }

    private Optional<Device> device(String username) {
        return devices.find(username).filter(Device::mayAct);
    }

    private boolean isServer(String username) {
        return broker.username().filter(username::equals).isPresent();
    }
}
