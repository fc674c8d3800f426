package io.iotflow.tools.simulator;

import io.iotflow.tools.api.RegisteredDevice;
import io.netty.channel.EventLoop;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One device: measures, delivers, reports how it is, and does what it is told. Everything happens on its event loop; the
 * methods of others bring themselves there.
 */
final class SimulatedDevice implements Uplink.Events, CommandHandler.Actions {

    private static final long HEARTBEAT_SECONDS = 60;
    private static final long INSTALLATION_SECONDS = 3;

    private final RegisteredDevice identity;
    private final Profile profile;
    private final Faults faults;
    private final Sensor sensor;
    private final SplittableRandom random;
    private final EventLoop loop;
    private final MessageTotals totals;
    private final Delivery delivery;
    private final FirmwareNotice notice;
    private final CommandHandler commands;
    private final Deque<Answer> installed = new ArrayDeque<>();
    private Uplink uplink;
    private Future<?> connecting;
    private Future<?> measuring;
    private Future<?> reporting;
    private Duration interval = Duration.ZERO;
    private String firmware = "1.0.0";
    private boolean connected;
    private boolean ended;

    SimulatedDevice(
            RegisteredDevice identity,
            Profile profile,
            SplittableRandom random,
            EventLoop loop,
            MessageTotals totals,
            Delivery delivery,
            FirmwareNotice notice) {
        this.identity = identity;
        this.profile = profile;
        this.random = random;
        // Chances of their own: readings do not depend on what else happens.
        Model model = profile.model(random.split());
        this.faults = new Faults(random.split(), InstantSource.system());
        this.sensor = new Sensor(model, faults, InstantSource.system());
        this.loop = loop;
        this.totals = totals;
        this.delivery = delivery;
        this.notice = notice;
        this.commands = new CommandHandler(this, delivery::add);
    }

    RegisteredDevice identity() {
        return identity;
    }

    String measurement() {
        return profile.measurement;
    }

    Receipts receipts() {
        return delivery.receipts();
    }

    /** Has this fault for ever. */
    void begin(Fault fault) {
        loop.execute(() -> faults.begin(fault));
    }

    /** Connects, after so long. */
    void connect(Uplink.Opening way, Duration pause) {
        connecting = loop.schedule(() -> open(way), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void open(Uplink.Opening way) {
        uplink = way.open(identity, profile.measurement, loop, this);
        delivery.by(uplink);
        reporting = loop.scheduleAtFixedRate(this::report, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Measures, for the first time after so long; what cannot be delivered yet waits. A device that a command has told
     * its interval keeps it.
     */
    void measure(Duration every, Duration first) {
        loop.execute(() -> {
            if (measuring == null) {
                begin(every, first);
            }
        });
    }

    private void begin(Duration every, Duration first) {
        if (ended) {
            return;
        }
        end(measuring);
        interval = every;
        measuring = loop.scheduleAtFixedRate(this::takeReading, first.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void end(Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    /** For good; completed when the last reading is taken. */
    CompletableFuture<Void> stopMeasuring() {
        return CompletableFuture.runAsync(
                () -> {
                    ended = true;
                    end(measuring);
                },
                loop);
    }

    /** Says good-bye; what waits is given up. Completed when the connection is closed. */
    CompletableFuture<Void> close() {
        return CompletableFuture.supplyAsync(
                        () -> {
                            ended = true;
                            end(connecting);
                            end(measuring);
                            end(reporting);
                            leave();
                            return uplink == null ? CompletableFuture.<Void>completedFuture(null) : uplink.close();
                        },
                        loop)
                .thenCompose(closed -> closed);
    }

    private void takeReading() {
        if (faults.cuts() && connected) {
            uplink.cut(Duration.ofSeconds(random.nextInt(3, 15)));
            leave();
        }
        if (faults.garbles() && connected) {
            uplink.garble();
            totals.garbled();
        }
        if (!faults.silences()) {
            delivery.add(sensor.read());
        }
    }

    @Override
    public void up() {
        if (!connected) {
            connected = true;
            totals.connected(1);
        }
        uplink.report("online", state());
        notice.tell(firmware);
        while (!installed.isEmpty()) {
            commands.conclude(installed.poll());
        }
        delivery.resume();
    }

    @Override
    public void down(Throwable why) {
        totals.failedAttempt(why);
        leave();
    }

    private void leave() {
        if (connected) {
            connected = false;
            totals.connected(-1);
        }
    }

    @Override
    public void command(JsonObject command) {
        commands.receive(command);
    }

    @Override
    public void measureEvery(Duration every) {
        begin(every, every);
    }

    @Override
    public void restart() {
        loop.schedule(this::startAnew, 1, TimeUnit.SECONDS); // the answer goes first
    }

    private void startAnew() {
        if (connected) {
            uplink.restart();
            leave();
        }
    }

    @Override
    public void report() {
        if (connected) {
            uplink.report("heartbeat", state());
        }
    }

    @Override
    public void fail(Fault fault, Duration length) {
        faults.begin(fault, length);
    }

    @Override
    public void install(String version, Answer done) {
        loop.schedule(
                () -> {
                    firmware = version;
                    installed.add(done);
                    startAnew();
                },
                INSTALLATION_SECONDS,
                TimeUnit.SECONDS);
    }

    private Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("firmware", firmware);
        state.put("interval_s", interval.toMillis() / 1e3);
        state.put("buffered", (double) delivery.size());
        return state;
    }
}
