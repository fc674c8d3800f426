package io.iotflow.device;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.iotflow.platform.settings.CacheSize;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The devices that were looked up a moment ago, and those that were not found. */
final class KnownDevices {

    static final int MAX = CacheSize.ofDevices();

    private static final Duration FRESH = Duration.ofMinutes(1); // should an announcement ever be missed

    private final KnownDeviceStore store;
    private final LoadingCache<String, Optional<CachedDevice>> known;
    private final Object changing = new Object();
    private long changes; // guarded by that

    KnownDevices(KnownDeviceStore store) {
        this.store = store;
        this.known = cache().build(deviceId ->
                Optional.ofNullable(store.find(List.of(deviceId)).get(deviceId)));
    }

    static Caffeine<Object, Object> cache() {
        return Caffeine.newBuilder().maximumSize(MAX).expireAfterWrite(FRESH);
    }

    Optional<CachedDevice> find(String deviceId) {
        return known.get(deviceId);
    }

    /** Whether {@link #find} needs no query now. */
    boolean has(String deviceId) {
        return known.getIfPresent(deviceId) != null;
    }

    /** Those that there are, by id; with one query for all that are not in memory. */
    Map<String, CachedDevice> findEach(Collection<String> deviceIds) {
        Map<String, CachedDevice> found = new HashMap<>();
        Set<String> missing = new HashSet<>();
        for (String deviceId : deviceIds) {
            Optional<CachedDevice> cached = known.getIfPresent(deviceId);
            if (cached == null) {
                missing.add(deviceId);
            } else {
                cached.ifPresent(it -> found.put(deviceId, it));
            }
        }
        if (!missing.isEmpty()) {
            long before = changes();
            Map<String, CachedDevice> loaded = store.find(missing);
            remember(missing, loaded, before);
            found.putAll(loaded);
        }
        return found;
    }

    /** Unless something changed since they were looked up: it may be one of them, which is remembered as it was before. */
    private void remember(Set<String> deviceIds, Map<String, CachedDevice> loaded, long before) {
        synchronized (changing) {
            if (changes == before) {
                deviceIds.forEach(it -> known.put(it, Optional.ofNullable(loaded.get(it))));
            }
        }
    }

    void forget(String deviceId) {
        changed();
        known.invalidate(deviceId);
    }

    void forgetAll() {
        changed();
        known.invalidateAll();
    }

    private long changes() {
        synchronized (changing) {
            return changes;
        }
    }

    private void changed() {
        synchronized (changing) {
            changes++;
        }
    }
}
