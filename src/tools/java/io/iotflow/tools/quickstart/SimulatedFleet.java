package io.iotflow.tools.quickstart;

import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.mqtt.MqttEndpoint;
import io.iotflow.tools.simulator.Fleet;
import io.iotflow.tools.simulator.FleetPlan;
import java.io.IOException;
import java.net.URI;

/** A small fleet, so that a newcomer has data to look at at once. */
record SimulatedFleet(FleetPlan plan, Fleet fleet) implements AutoCloseable {

    private static final int MAX = 1000;
    private static final double INTERVAL_SECONDS = 2;
    private static final String PREFIX = "demo"; // not that of ./simulator, which would take its devices over

    private static final String INVITATION = """

              Fleet          %1$d simulated devices, each with a reading every %2$.0f s; more: ./simulator --help

            Look at one of them; ask again, and there is more:

            curl -s "%3$s/api/v1/influxdb/device/%4$s/data?start=-30s&measurement=%5$s&format=csv" -H 'X-API-Key: %6$s'
            """;

    /** Fails with one line when it would be too large. */
    static void check(int devices) {
        if (devices < 0 || devices > MAX) {
            throw new StartException("--fleet must be 1 to " + MAX + "; ./simulator can do more");
        }
    }

    static SimulatedFleet start(int devices, URI server, String adminKey, MqttEndpoint broker) {
        FleetPlan plan = FleetPlan.of(devices, INTERVAL_SECONDS, PREFIX);
        try {
            return new SimulatedFleet(plan, Fleet.start(plan, new ApiClient(server), adminKey, broker));
        } catch (IOException e) {
            throw new StartException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("stopped", e);
        }
    }

    /** What to do with it, as text for the terminal. */
    String invitation(URI http, String adminKey) {
        return INVITATION.formatted(
                plan.devices(), INTERVAL_SECONDS, http, plan.deviceId(0), plan.measurement(0), adminKey);
    }

    @Override
    public void close() {
        fleet.close();
    }
}
