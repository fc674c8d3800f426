package io.iotflow.brokerauth;

import io.iotflow.device.DeviceTopics;
import io.iotflow.mapping.PublishRights;
import io.iotflow.mqtt.BrokerAccess;
import io.iotflow.platform.json.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;

/**
 * Gives the application's own account its rights, and denies everybody what nobody allowed: a fresh plugin knows an admin
 * without rights to messages, and lets everybody be sent everything.
 */
@Singleton
class ServerRights {

    private static final Logger LOG = Logger.getLogger(ServerRights.class.getName());
    private static final String ROLE = "iotflow-server";
    private static final String SHARED = "$share/iotflow/";
    private static final String ALL = DeviceTopics.BASE + "/#";

    private final DynamicSecurity security;
    private final BrokerAccess broker;
    private final PublishRights mapped;

    @Inject
    ServerRights(DynamicSecurity security, BrokerAccess broker, PublishRights mapped) {
        this.security = security;
        this.broker = broker;
        this.mapped = mapped;
    }

    /** Does what is not done yet; connections with our own account may end once for it. */
    void ensure() {
        broker.username().ifPresent(this::ensure);
        boolean isOpen = security.execute(PluginCommand.getDefaultAccess()).data().getJsonArray("acls").stream()
                .map(JsonObject.class::cast)
                .anyMatch(
                        it -> it.getBoolean("allow") && !it.getString("acltype").equals("unsubscribe"));
        if (isOpen) {
            security.execute(PluginCommand.denyByDefault());
            LOG.info("the broker now denies what no role allows");
        }
    }

    private void ensure(String username) {
        PluginResponse role =
                security.execute(List.of(PluginCommand.getRole(ROLE))).get(0);
        JsonArray acls = acls(mapped.filters());
        if (role.isAbsent()) {
            security.execute(PluginCommand.createRole(ROLE, acls));
        } else if (role.found("role").filter(it -> !DeviceRole.hasAll(it, acls)).isPresent()) {
            security.execute(PluginCommand.modifyRole(ROLE, acls));
            LOG.info("the broker's role " + ROLE + " now has the topics of all mappings");
        }
        Optional<JsonObject> client = security.execute(List.of(PluginCommand.getClient(username)))
                .get(0)
                .found("client");
        boolean hasRole = client.filter(it -> it.getJsonArray("roles").stream()
                        .anyMatch(each ->
                                each.asJsonObject().getString("rolename").equals(ROLE)))
                .isPresent();
        if (!hasRole) {
            security.execute(
                    client.isPresent()
                            ? PluginCommand.addClientRole(username, ROLE)
                            : PluginCommand.createClient(username, broker.password(), ROLE, "IoTFlow server"));
            LOG.info(() -> "the broker's account " + username + " now has the role " + ROLE);
        }
    }

    /** Also what may be sent: a subscription alone brings nothing. */
    private static JsonArray acls(List<String> mapped) {
        JsonArrayBuilder acls = Json.createArrayBuilder()
                .add(DeviceRole.allow("publishClientSend", ALL))
                .add(DeviceRole.allow("publishClientReceive", ALL))
                .add(DeviceRole.allow("subscribePattern", ALL))
                .add(DeviceRole.allow("subscribePattern", SHARED + ALL));
        mapped.forEach(it -> acls.add(DeviceRole.allow("publishClientReceive", it))
                .add(DeviceRole.allow("subscribeLiteral", it))
                .add(DeviceRole.allow("subscribeLiteral", SHARED + it)));
        return acls.build();
    }
}
