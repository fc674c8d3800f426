package io.iotflow.notify;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All types of channels. */
@Singleton
class ChannelKinds {

    private final Map<String, ChannelKind> kinds = new TreeMap<>();

    @Inject
    ChannelKinds(@Any Instance<ChannelKind> kinds) {
        this(kinds.stream().toList());
    }

    ChannelKinds(Collection<? extends ChannelKind> kinds) {
        kinds.forEach(it -> this.kinds.put(it.type(), it));
    }

    Optional<ChannelKind> find(String type) {
        return Optional.ofNullable(kinds.get(type));
    }

    ChannelKind get(String type) {
        return find(type).orElseThrow(() -> new IllegalStateException("there are no channels of type " + type));
    }

    List<String> types() {
        return List.copyOf(kinds.keySet());
    }
}
