package io.iotflow.device;

import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Registers the devices of a CSV, a hundred in a transaction; what is wrong with one keeps only that one out. */
@Singleton
class BulkRegistration {

    private static final Logger LOG = Logger.getLogger(BulkRegistration.class.getName());

    /** So few that the accounts of all are made at a broker before the first of them is waited for too long. */
    private static final int AT_ONCE = 100;

    private final DeviceRegistry registry;
    private final BulkStore store;
    private final KeyHandover handover;

    @Inject
    BulkRegistration(DeviceRegistry registry, BulkStore store, KeyHandover handover) {
        this.registry = registry;
        this.store = store;
        this.handover = handover;
    }

    /** A device that is to be registered, with the number and the id that it will have. */
    private record Ready(DeviceLine line, FreeDevice device) {}

    /** Registers them, or with {@code check} only says what would become of them. */
    void register(List<DeviceLine> lines, boolean check, BulkReport report) {
        BulkStore.Names names =
                store.taken(lines.stream().map(DeviceLine::device).toList());
        List<DeviceLine> free = new ArrayList<>();
        for (DeviceLine line : lines) {
            names.take(line.device())
                    .ifPresentOrElse(
                            column ->
                                    report.refused(line.number(), column, "is another device's, here or in this file"),
                            () -> free.add(line));
        }
        // An id that is made of a name must not take one that a line further down has chosen.
        free.sort(Comparator.comparing(it -> it.device().deviceId() == null));
        if (check) {
            free.forEach(report::registered);
            return;
        }
        try {
            for (int i = 0; i < free.size(); i += AT_ONCE) {
                register(free.subList(i, Math.min(free.size(), i + AT_ONCE)), names, report);
            }
        } catch (RuntimeException e) { // PostgreSQL went away
            if (!report.hasKeys()) {
                throw e;
            }
            LOG.log(Level.WARNING, e, () -> "only some of the devices of a CSV could be registered");
            report.refuseRest(free, "device_id", "was not registered, because the server failed; send this line again");
        }
    }

    private void register(List<DeviceLine> lines, BulkStore.Names names, BulkReport report) {
        List<FreeDevice> devices =
                store.free(lines.stream().map(DeviceLine::device).toList(), names);
        List<Ready> ready = new ArrayList<>();
        List<DeviceLine> alone = new ArrayList<>();
        List<AccountOpening> openings = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            AccountOpening opening =
                    AccountOpening.ofNew(devices.get(i).device().deviceId(), ApiKey.generate(), true);
            try {
                handover.announce(opening);
                ready.add(new Ready(lines.get(i), devices.get(i)));
                openings.add(opening);
            } catch (TakenMeanwhile e) {
                alone.add(lines.get(i));
            } catch (Problem e) {
                report.refused(lines.get(i).number(), "device_id", e.getMessage());
            }
        }
        try {
            List<DeviceRecord> records = handover.announced(
                    openings, () -> store.add(ready.stream().map(Ready::device).toList(), openings));
            List<DeviceRegistry.Registered> registered = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                registered.add(new DeviceRegistry.Registered(
                        records.get(i), openings.get(i).key()));
                report.registered(ready.get(i).line(), registered.get(i));
            }
            registry.registered(registered);
        } catch (RuntimeException e) { // another registration was faster, or one of the accounts took too long
            LOG.log(Level.FINE, e, () -> "devices are registered one by one, because all at once failed");
            ready.forEach(it -> registerAlone(it.line(), report));
        }
        alone.forEach(it -> registerAlone(it, report));
    }

    private void registerAlone(DeviceLine line, BulkReport report) {
        try {
            report.registered(line, registry.register(line.device()));
        } catch (Problem e) {
            report.refused(line.number(), "device_id", e.getMessage());
        }
    }
}
