package io.iotflow.mqtt;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestTasks;
import java.time.InstantSource;
import java.util.Map;
import org.eclipse.microprofile.metrics.Tag;

/** A broker's address and account, without the container. */
public final class TestBrokerAccess {

    private TestBrokerAccess() {}

    /** As these settings say. */
    public static BrokerAccess of(Map<String, String> settings) {
        return new BrokerAccess(new MqttSettings(new ShippedConfig(settings)));
    }

    /** Starts to send messages round there, as readiness does; they end with the tasks. */
    public static void sendRound(Map<String, String> settings, TestTasks tasks) {
        new BrokerRound(new MqttSettings(new ShippedConfig(settings)), tasks.tasks(), InstantSource.system())
                .start(new ApplicationReady());
    }

    /** Whether one has come round. */
    public static boolean wentRound(TestTasks tasks) {
        return tasks.metrics().value("iotflow_task_last_success_timestamp_seconds", new Tag("task", "mqtt-round")) > 0;
    }
}
