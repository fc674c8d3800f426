package io.iotflow.notify;

import io.iotflow.platform.problem.OneLine;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;

/** Sends a message through a channel, by its type. */
@Singleton
class Sender {

    static final String OTHER_KEY = "the channel's secrets were encrypted under another key: enter them again";

    private static final Logger LOG = Logger.getLogger(Sender.class.getName());

    private static final int LONGEST_ERROR = 200;

    private final ChannelKinds kinds;

    @Inject
    Sender(ChannelKinds kinds) {
        this.kinds = kinds;
    }

    /** Sends and waits; HTTP's status, where there is one. Every failure is a {@link SendFailed}. */
    Optional<Integer> send(StoredChannel channel, Message message) throws SendFailed {
        ChannelDefinition definition = channel.definition();
        if (!channel.isReadable()) {
            throw new SendFailed(SendFailed.Kind.AWAY, OTHER_KEY);
        }
        try {
            return kinds.get(definition.type()).send(definition.parts(), message);
        } catch (RuntimeException e) { // of a library: the channel must go on as with any other failure
            String said = definition.parts().withoutSecrets(String.valueOf(e.getMessage()));
            String text = "it failed: " + e.getClass().getSimpleName() + ": " + OneLine.of(said, LONGEST_ERROR);
            LOG.fine(() -> "channel " + definition.name() + ": " + text + " at " + List.of(e.getStackTrace()));
            throw new SendFailed(SendFailed.Kind.AWAY, text);
        }
    }
}
