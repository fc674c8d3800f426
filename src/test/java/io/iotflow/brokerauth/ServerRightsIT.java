package io.iotflow.brokerauth;

import static io.iotflow.stack.Waiting.soon;

import io.iotflow.mapping.TestPublishRights;
import io.iotflow.mqtt.BrokerAccess;
import io.iotflow.mqtt.Connected;
import io.iotflow.mqtt.TestBrokerAccess;
import io.iotflow.platform.database.Sql;
import io.iotflow.stack.Connection;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestMosquitto;
import io.iotflow.stack.TestTasks;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is new gives the application its rights, whoever is comparing accounts, and whenever it came. */
@FullSuite
class ServerRightsIT {

    private static final String UNTESTED = "the rights of IoTFlow's own account";

    @RegisterExtension
    private final TestTasks tasks = new TestTasks();

    @Test
    void theServerHasItsRightsThoughAnotherNodeDiedWhileItCompared(@TempDir Path first) throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            Sql sql = database.sql();
            sql.update("UPDATE broker_reconciliation SET claimed_until = now() + interval '10 minutes'");
            try (TestMosquitto mosquitto = TestMosquitto.startIn(first, UNTESTED)) {
                task(sql, mosquitto.serverPort()).start(null);
                soon().until(() -> mayUseItsTopics(mosquitto));
            }
        }
    }

    @Test
    void aBrokerThatTookThePlaceOfAnotherOneGivesThemWhenTheSessionStandsAgain(
            @TempDir Path first, @TempDir Path second) throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            ServerRightsTask task;
            int port;
            try (TestMosquitto mosquitto = TestMosquitto.startIn(first, UNTESTED)) {
                port = mosquitto.serverPort();
                task = task(database.sql(), port);
                task.start(null);
                soon().until(() -> mayUseItsTopics(mosquitto));
            }
            try (TestMosquitto another = TestMosquitto.startIn(second, UNTESTED, port)) {
                task.onConnected(new Connected());
                soon().until(() -> mayUseItsTopics(another));
            }
        }
    }

    @Test
    void messagesOfReadinessGoRoundThoughTheRightComesLater(@TempDir Path first) throws Exception {
        try (TestDatabase database = TestDatabase.create();
                TestMosquitto mosquitto = TestMosquitto.startIn(first, UNTESTED)) {
            TestBrokerAccess.sendRound(settings(mosquitto.serverPort()), tasks);
            soon().until(() -> tasks.metrics().count("iotflow_task_failures", new Tag("task", "mqtt-round")) > 0);
            task(database.sql(), mosquitto.serverPort()).start(null);
            soon().until(() -> TestBrokerAccess.wentRound(tasks));
        }
    }

    private static Map<String, String> settings(int port) {
        return Map.of(
                "mqtt.host",
                "127.0.0.1",
                "mqtt.port",
                String.valueOf(port),
                "mqtt.username",
                TestMosquitto.USERNAME,
                "mqtt.password",
                TestMosquitto.PASSWORD,
                "iotflow.broker.accounts",
                "mosquitto");
    }

    private ServerRightsTask task(Sql sql, int port) {
        Map<String, String> settings = settings(port);
        BrokerAccess access = TestBrokerAccess.of(settings);
        AccountSettings account = new AccountSettings(new ShippedConfig(settings), access);
        DynamicSecurity security = new DynamicSecurity(account);
        return new ServerRightsTask(
                account, new ServerRights(security, access, TestPublishRights.on(sql)), () -> {}, tasks.tasks());
    }

    /** Mosquitto confirms what it refuses, so only what comes back tells. */
    private static boolean mayUseItsTopics(TestMosquitto mosquitto) throws MqttException {
        try (Connection server = Connection.open(
                mosquitto.serverPort(), TestMosquitto.USERNAME, TestMosquitto.PASSWORD, "server-rights")) {
            server.subscribes("iotflow/devices/+/commands/#");
            server.publishes("iotflow/devices/d/commands/control", "on");
            return !server.received().isEmpty();
        }
    }
}
