package io.iotflow.tools.bench;

import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Devices that are registered at one node and send to each of the others at once, whichever versions these are. */
final class NewDevices {

    private static final int CREATED = 201;

    private final NodesStack stack;
    private final List<String> refused = new ArrayList<>();
    private int registered;
    private int sent;

    NewDevices(NodesStack stack) {
        this.stack = stack;
    }

    /** One at each node that is there. */
    void round() throws InterruptedException {
        for (AppNode node : stack.up()) {
            String name = "new-" + registered++;
            try {
                sendToAll(stack.register(node, name));
            } catch (IOException e) {
                refused.add(name + " at " + node.name() + ": " + e.getMessage());
            }
        }
    }

    private void sendToAll(RegisteredDevice device) throws IOException, InterruptedException {
        for (AppNode node : stack.up()) {
            ApiClient.Answer answer = new ApiClient(node.uri())
                    .post(
                            "/api/v1/devices/telemetry",
                            device.key(),
                            "{\"type\":\"nodes_new\",\"data\":{\"seq\":" + sent++ + "}}");
            if (answer.status() != CREATED) {
                refused.add(device.deviceId() + " sends to " + node.name() + ": " + answer.detail());
            }
        }
    }

    void report(NodesReport report) {
        report.row(
                "new devices",
                "%d registered at one node, %d readings sent to every node at once; %d refused"
                        .formatted(registered, sent, refused.size()));
        refused.forEach(report::wrong);
    }
}
