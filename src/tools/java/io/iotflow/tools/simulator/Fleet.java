package io.iotflow.tools.simulator;

import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.mqtt.MqttEndpoint;
import io.iotflow.tools.mqtt.MqttLink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The devices of a plan, running. */
public final class Fleet implements AutoCloseable {

    private static final Duration BETWEEN_CONNECTIONS = Duration.ofMillis(4); // no broker likes a thousand at once
    static final int MAX_RECEIPTS = 600_000; // of all devices: some 60 MB
    private static final int MAX_WAITING = 100_000; // the same
    private static final int MAX_WAITING_EACH = 1_000;
    private static final long STEP_SECONDS = 10;

    private final FleetPlan plan;
    private final ApiClient api;
    private final MessageTotals totals = new MessageTotals();
    private final List<SimulatedDevice> devices = new ArrayList<>();

    /** Of devices that are registered, in the order of the plan. */
    Fleet(FleetPlan plan, List<RegisteredDevice> registered, ApiClient api) {
        this.plan = plan;
        this.api = api;
        for (int i = 0; i < registered.size(); i++) {
            devices.add(device(i, registered.get(i)));
        }
    }

    private SimulatedDevice device(int number, RegisteredDevice registered) {
        SplittableRandom random = new SplittableRandom(plan.seed(number));
        Delivery delivery = new Delivery(
                totals,
                new Receipts(MAX_RECEIPTS / plan.devices()),
                Math.min(MAX_WAITING_EACH, MAX_WAITING / plan.devices()));
        SimulatedDevice device = new SimulatedDevice(
                registered,
                plan.profile(number),
                random.split(),
                MqttLink.nextLoop(),
                totals,
                delivery,
                new FirmwareNotice(api, registered));
        for (Fault fault : Fault.values()) { // each takes its chance, so that one option does not change another's
            if (random.nextDouble() < plan.faults().getOrDefault(fault, 0.0)) {
                device.begin(fault);
            }
        }
        return device;
    }

    /** Registers the devices of a plan, and lets them live until they are closed. */
    public static Fleet start(FleetPlan plan, ApiClient api, String adminKey, MqttEndpoint broker)
            throws IOException, InterruptedException {
        Fleet fleet = new Fleet(plan, new FleetRegistration(api, adminKey).register(plan), api);
        fleet.connect(MqttUplink.to(broker, Optional.empty()));
        fleet.measure();
        return fleet;
    }

    List<SimulatedDevice> devices() {
        return devices;
    }

    MessageTotals totals() {
        return totals;
    }

    void connect(Uplink.Opening way) {
        for (int i = 0; i < devices.size(); i++) {
            devices.get(i).connect(way, BETWEEN_CONNECTIONS.multipliedBy(i));
        }
    }

    /** Lets them measure, spread evenly over their interval. */
    void measure() {
        for (int i = 0; i < devices.size(); i++) {
            Duration interval = plan.rate() == 0
                    ? plan.profile(i).interval
                    : Duration.ofNanos((long) (1e9 * devices.size() / plan.rate()));
            devices.get(i).measure(interval, interval.multipliedBy(i).dividedBy(devices.size()));
        }
    }

    /** Returns when no reading is taken any more. */
    void stopMeasuring() {
        all(devices.stream().map(SimulatedDevice::stopMeasuring));
    }

    /** Says good-bye. */
    @Override
    public void close() {
        all(devices.stream().map(SimulatedDevice::close));
    }

    private static void all(Stream<CompletableFuture<Void>> steps) {
        CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new))
                .orTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> null) // a connection that hangs ends with the process
                .join();
    }
}
