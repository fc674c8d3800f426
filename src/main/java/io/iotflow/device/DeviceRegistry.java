package io.iotflow.device;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Finds devices, from memory where it can: a change made elsewhere is seen within a minute. */
@ApplicationScoped
public class DeviceRegistry {

    private static final int MOST_CACHED = 200_000;
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final DeviceStore store;
    private final LoadingCache<String, Optional<Device>> byDeviceId;
    private final LoadingCache<ByteBuffer, Optional<Device>> byKeyHash;

    protected DeviceRegistry() { // CDI proxy
        this(null);
    }

    @Inject
    DeviceRegistry(DeviceStore store) {
        this.store = store;
        this.byDeviceId = cache().build(deviceId -> this.store.byDeviceId(deviceId));
        this.byKeyHash = cache().build(hash -> this.store.byKeyHash(hash.array()));
    }

    private static Caffeine<Object, Object> cache() {
        return Caffeine.newBuilder().maximumSize(MOST_CACHED).expireAfterWrite(FRESH);
    }

    /** The device with this slug, active or not. */
    public Optional<Device> find(String deviceId) {
        return DeviceId.isValid(deviceId) ? byDeviceId.get(deviceId) : Optional.empty();
    }

    /** The device whose key this is, active or not. */
    public Optional<Device> findByKey(String key) {
        return byKeyHash.get(ByteBuffer.wrap(ApiKey.hash(key)));
    }

    /** Registers a device; 409 when its name or slug is taken. The caller shows the key once. */
    Registered register(NewDevice wanted) {
        String key = ApiKey.generate();
        byte[] hash = ApiKey.hash(key);
        DeviceRecord device = store.add(wanted, hash);
        byDeviceId.invalidate(device.deviceId);
        byKeyHash.invalidate(ByteBuffer.wrap(hash));
        return new Registered(device, key);
    }

    record Registered(DeviceRecord device, String key) {}
}
