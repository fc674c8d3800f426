package io.iotflow.stream;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.iotflow.device.Device;
import io.iotflow.device.DeviceId;
import io.iotflow.device.Fleets;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** The row ids of groups' members, read once for all listeners. */
@Singleton
class GroupMembers {

    private static final int REMEMBERED = 1_000;
    private static final Duration FRESH = Duration.ofSeconds(4);

    private final LoadingCache<String, Set<Long>> members;

    @Inject
    GroupMembers(Fleets fleets) {
        members = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(FRESH)
                .build(group ->
                        fleets.members(group).stream().map(Device::rowId).collect(Collectors.toSet()));
    }

    /** 404 where there is no such group. */
    Set<Long> require(String group) {
        if (!DeviceId.isValid(group)) { // which no group's id is either
            throw Problem.notFound("No group has such an id.");
        }
        return members.get(group);
    }

    /** Nobody, where the group is deleted. */
    Set<Long> of(String group) {
        try {
            return members.get(group);
        } catch (Problem deleted) {
            return Set.of();
        }
    }
}
