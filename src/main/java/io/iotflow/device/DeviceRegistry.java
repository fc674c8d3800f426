package io.iotflow.device;

import com.github.benmanes.caffeine.cache.LoadingCache;
import io.iotflow.platform.database.Changed;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds devices, from memory where it can, and changes them. A change is forgotten here at once and on the other nodes
 * as soon as its commit is announced, so a revoked key is refused everywhere.
 */
@Singleton
public class DeviceRegistry {

    /** The topic of {@link Changed}; its subject is the device's id. */
    public static final String TOPIC = "device";

    private final DeviceStore store;
    private final KeyHash hash;
    private final KeySettings settings;
    private final KeyHandover handover;
    private final Event<DeviceDeletion> deletions;
    private final Event<DeviceImported> imports;
    private final KnownDevices known;
    private final LoadingCache<ByteBuffer, Optional<String>> owners;
    private final PasswordGuesses guesses = new PasswordGuesses();
    private final Map<Long, Instant> uses = new ConcurrentHashMap<>();

    @Inject
    DeviceRegistry(
            DeviceStore store,
            KnownDeviceStore lookUps,
            DeviceKeyStore keys,
            KeySettings settings,
            KeyHandover handover,
            Event<DeviceDeletion> deletions,
            Event<DeviceImported> imports) {
        this.store = store;
        this.settings = settings;
        this.hash = settings == null ? null : settings.hash;
        this.handover = handover;
        this.deletions = deletions;
        this.imports = imports;
        this.known = new KnownDevices(lookUps);
        this.owners = KnownDevices.cache().build(hash -> keys.ownerOf(hash.array()));
    }

    /** The device with this id, active or not. */
    public Optional<Device> find(String deviceId) {
        return DeviceId.isValid(deviceId) ? known.find(deviceId).map(CachedDevice::device) : Optional.empty();
    }

    /** Those of these ids that there are, by id, active or not; with one query for all that are not in memory. */
    public Map<String, Device> findEach(Collection<String> deviceIds) {
        Map<String, Device> found = new HashMap<>();
        List<String> valid = deviceIds.stream().filter(DeviceId::isValid).toList();
        known.findEach(valid).forEach((deviceId, it) -> found.put(deviceId, it.device()));
        return found;
    }

    /** Whether {@link #find} needs no query now. */
    public boolean isInMemory(String deviceId) {
        return !DeviceId.isValid(deviceId) || known.has(deviceId);
    }

    /** The device with this id; 404 when there is none. */
    public Device get(String deviceId) {
        return find(deviceId).orElseThrow(() -> unknown(deviceId));
    }

    /**
     * The device that a caller means, by its device id or its {@code id}; 404 when there is none, 409 where a number is the
     * one of this and the other of that device.
     */
    public Device named(String text) {
        return new DeviceName(text).in(this).orElseThrow(() -> unknown(text));
    }

    /** The device of this row, from the database. */
    public Optional<Device> findByNumber(long rowId) {
        return store.byNumber(rowId).map(DeviceRecord::toDevice);
    }

    /** The devices of these rows that are there, from the database, by id. */
    public List<Device> findAll(Collection<Long> rowIds) {
        return rowIds.isEmpty() ? List.of() : store.byNumbers(rowIds);
    }

    /** The device whose key this is and is good now; the device may be inactive. */
    public Optional<Device> findByKey(String key) {
        return findByHash(hash.of(key));
    }

    /** The same by the key's {@link KeyHash}. */
    public Optional<Device> findByHash(byte[] wanted) {
        Instant now = Instant.now();
        return owners.get(ByteBuffer.wrap(wanted))
                .flatMap(known::find)
                .filter(it -> isGood(it, wanted, now))
                .map(CachedDevice::device);
    }

    /** The device of this id, if this is its {@link FormerPassword}; it may be inactive. */
    public Optional<Device> findByMqttPassword(String deviceId, String password) {
        return find(deviceId)
                .flatMap(it -> known.find(deviceId))
                .filter(it -> it.acceptsPassword(password, guesses, Instant.now()))
                .map(CachedDevice::device);
    }

    /** Whether the key with this hash is in memory as a device's, good or not any more. */
    public boolean remembers(byte[] hash) {
        Optional<String> owner = owners.getIfPresent(ByteBuffer.wrap(hash));
        return owner != null && owner.isPresent();
    }

    private boolean isGood(CachedDevice device, byte[] wanted, Instant now) {
        Optional<CachedDevice.Key> key = device.accepted(wanted, now);
        key.filter(it -> uses.size() < KnownDevices.MAX).ifPresent(it -> uses.putIfAbsent(it.id(), now));
        return key.isPresent();
    }

    /** Registers a device; 409 when its name or id is taken. The caller shows the key once. */
    Registered register(NewDevice wanted) {
        String key = ApiKey.generate();
        DeviceRecord device = TakenMeanwhile.again(() -> {
            FreeDevice free = store.free(wanted);
            AccountOpening opening = AccountOpening.ofNew(free.device().deviceId(), key, true);
            return handover.before(opening, () -> store.add(free, opening));
        });
        Registered registered = new Registered(device, key);
        registered(List.of(registered));
        return registered;
    }

    /** Devices that were registered otherwise: what was looked up before is not so any more. */
    void registered(Collection<Registered> devices) {
        devices.forEach(it -> {
            owners.invalidate(ByteBuffer.wrap(hash.of(it.key())));
            known.forget(it.device().deviceId);
        });
    }

    /** Takes over a device of another product with its key; empty when it is here already. 409 when something is taken. */
    Optional<Device> importDevice(LegacyDevice legacy) {
        Optional<Device> imported = TakenMeanwhile.again(() -> {
            if (store.isImported(legacy)) {
                return Optional.empty();
            }
            AccountOpening opening = AccountOpening.ofNew(
                    legacy.device().deviceId(), legacy.key(), !legacy.status().equals("inactive"));
            return Optional.of(handover.before(opening, () -> store.importDevice(legacy, opening)));
        });
        imported.ifPresent(device -> {
            owners.invalidate(ByteBuffer.wrap(hash.of(legacy.key())));
            known.forget(device.deviceId());
            legacy.lastSeen().ifPresent(seen -> imports.fire(new DeviceImported(device, seen)));
        });
        return imported;
    }

    /** What that would do: the {@code id} that the device gets, 0 for the next one; empty when it is here already. */
    OptionalLong checkImport(LegacyDevice legacy) {
        return store.checkImport(legacy);
    }

    DeviceRecord update(String deviceId, DeviceUpdate update) {
        DeviceRecord device = store.update(deviceId, update);
        known.forget(deviceId);
        return device;
    }

    /** Makes a new key, shown once; the old ones are good for the overlap. */
    Rotated rotate(String deviceId, Optional<Duration> overlap, Optional<String> with) {
        String key = ApiKey.generate();
        Instant oldUntil = Instant.now().plus(overlap.orElse(settings.overlap));
        AccountOpening opening = AccountOpening.ofRegistered(deviceId, key);
        handover.before(opening, () -> {
            store.rotate(opening, oldUntil, with);
            return opening;
        });
        owners.invalidate(ByteBuffer.wrap(hash.of(key)));
        known.forget(deviceId);
        return new Rotated(key, oldUntil);
    }

    /** Ends all keys of a device at once. */
    void revoke(String deviceId) {
        store.revoke(deviceId);
        known.forget(deviceId);
    }

    /** Deletes a device with all that the modules have of it; what cannot be done now is a 503, and it is deleted again. */
    void delete(String deviceId) {
        Device device = store.retire(deviceId); // its row's number as it is now: memory may know a former device's
        known.forget(deviceId);
        deletions.fire(new DeviceDeletion(device));
        store.remove(device);
        known.forget(deviceId);
    }

    void onChange(@Observes Changed change) {
        if (!change.concerns(TOPIC)) {
            return;
        }
        if (change.isEverything()) {
            known.forgetAll();
            owners.invalidateAll();
        } else {
            known.forget(change.subject());
        }
    }

    /** When which keys were used since the last call. */
    Map<Long, Instant> takeUses() {
        Map<Long, Instant> taken = new HashMap<>(uses);
        taken.forEach(uses::remove);
        return taken;
    }

    static Problem unknown(String deviceId) {
        return Problem.notFound("Device '" + deviceId + "' not found.");
    }

    record Registered(DeviceRecord device, String key) {}

    record Rotated(String key, Instant oldUntil) {}
}
