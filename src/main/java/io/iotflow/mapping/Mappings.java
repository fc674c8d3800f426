package io.iotflow.mapping;

import io.iotflow.device.Device;
import io.iotflow.device.KeyHash;
import io.iotflow.mqtt.BrokerConnection;
import io.iotflow.platform.database.Changed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** All mappings in memory, compiled once for each change; a change is known on every node with its commit. */
@Singleton
public class Mappings {

    /** The topic of {@link Changed}; its subject is the mapping's name. */
    static final String TOPIC = "mapping";

    private final MappingCache cache;
    private final GroupMembers members;
    private final BrokerConnection broker;
    private final KeyHash hash;

    @Inject
    Mappings(MappingCache cache, GroupMembers members, BrokerConnection broker, KeyHash hash) {
        this.cache = cache;
        this.members = members;
        this.broker = broker;
        this.hash = hash;
    }

    void onChange(@Observes Changed change) {
        if (change.concerns(TOPIC)) {
            cache.changed();
            broker.filtersChanged();
        }
    }

    /** The mapping that takes what comes on this topic. Counts the message as matched. */
    public Optional<Mapping> takes(String topic) {
        Optional<Mapping> found = find(topic).map(CompiledMapping::mapping);
        found.ifPresent(it -> it.figures().matched());
        return found;
    }

    /** The same without counting: a message that is read again. */
    public Optional<Mapping> of(String topic) {
        return find(topic).map(CompiledMapping::mapping);
    }

    private Optional<CompiledMapping> find(String topic) {
        String[] levels = topic.split("/", -1);
        return cache.current().below(levels[0]).stream()
                .filter(it -> it.takes(levels))
                .findFirst();
    }

    /** The webhook of this name, where this is its key; the key is compared in a time that does not depend on it. */
    public Optional<Mapping> webhook(String name, String key) {
        byte[] given = hash.of(key);
        return Optional.ofNullable(cache.current().webhooks().get(name))
                .filter(it -> MessageDigest.isEqual(it.stored().keyHash(), given))
                .map(CompiledMapping::mapping);
    }

    /** Whether the mapping may name this device. */
    public boolean mayName(Mapping mapping, Device device) {
        return mapping.group().isEmpty() || members.has(mapping.group().get(), device);
    }

    /** Whether a device's own account may publish on this topic, beside its own ones. */
    public boolean mayPublish(Device device, String topic) {
        return find(topic).filter(it -> isOpenTo(it, device, topic)).isPresent();
    }

    private boolean isOpenTo(CompiledMapping mapping, Device device, String topic) {
        Optional<String> level = mapping.mapping().filterOf(topic).flatMap(it -> it.deviceOf(topic));
        return level.isPresent()
                ? level.get().equals(device.deviceId()) && mayName(mapping.mapping(), device)
                : mapping.stored().publisherRows().contains(device.rowId());
    }

    /** The topic filters of all enabled mappings, as they are said to a broker. */
    public List<String> topicFilters() {
        return cache.current().filters();
    }

    /** Filters that were some mapping's: a session that the broker keeps may still have them. */
    public List<String> formerTopicFilters() {
        return cache.formerTopics();
    }
}
