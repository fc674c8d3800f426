package io.iotflow.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotflow.device.ApiKey;
import io.iotflow.device.KeyHash;
import io.iotflow.platform.database.Changed;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The console's sessions: each stands for the operator key that signed in, and ends with it, or for a person who signed in with
 * OpenID Connect, for some hours. It ends when it was not used for {@code IOTFLOW_SESSION_IDLE}, and when somebody signs out,
 * which every node hears at once (ADR 28).
 */
@Singleton
class Sessions {

    static final String TOPIC = "console_session";

    private static final int MAX_REMEMBERED = 10_000;
    private static final Duration FRESH = Duration.ofMinutes(1); // another node may have written a use
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    private final SessionStore store;
    private final SignInLinks links;
    private final KeyHash hashes;
    private final OperatorKeys operators;
    private final Duration idle;
    private final Duration exactness;
    private final BackgroundTask task;
    private final Cache<ByteBuffer, CachedSession> remembered = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(FRESH)
            .build();

    @Inject
    Sessions(
            SessionStore store,
            SignInLinks links,
            KeyHash hashes,
            OperatorKeys operators,
            SessionSettings settings,
            BackgroundTasks tasks) {
        this.store = store;
        this.links = links;
        this.hashes = hashes;
        this.operators = operators;
        this.idle = settings.idle;
        this.exactness = min(idle.dividedBy(10), FRESH);
        this.task = tasks.task("console-sessions", "ended sessions and links are not deleted now", this::sweep);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    void stop(@Observes ApplicationStopping stopping) {
        task.close();
    }

    private Duration sweep() {
        store.dropUnusedSince(Instant.now().minus(idle));
        links.dropExpired();
        return SWEEP_EVERY;
    }

    /** Begins a session of the key with this hash; answers its id, which is told once. */
    String begin(byte[] keyHash) {
        return begin(keyHash, null, null);
    }

    /** Begins one of a person without a key, until then at most. */
    String begin(byte[] owner, Operator operator, Instant expiresAt) {
        String id = ApiKey.generate();
        store.add(hashes.of(id), owner, operator, expiresAt);
        return id;
    }

    /** Whether the session with this hash is known without asking PostgreSQL. */
    boolean remembers(byte[] hash) {
        return remembered.getIfPresent(ByteBuffer.wrap(hash)) != null;
    }

    /**
     * Whose session has this hash; empty when it is none, or over.
     *
     * @param isUse whether a person asks, and not a page that asks again every few seconds by itself
     */
    Optional<Operator> find(byte[] hash, boolean isUse) {
        CachedSession session =
                remembered.get(ByteBuffer.wrap(hash), it -> store.find(hash).orElse(null));
        Instant now = Instant.now();
        if (session == null || !session.isGood(now, idle)) {
            return Optional.empty();
        }
        if (isUse && session.isWorthNoting(now, exactness)) {
            store.used(hash, now);
        }
        if (session.person().isPresent()) {
            return session.person();
        }
        byte[] keyHash = session.keyHash();
        return operators.find(keyHash).or(() -> operators.lookUp(keyHash));
    }

    /** Signs out. */
    void end(String id) {
        byte[] hash = hashes.of(id);
        store.remove(hash);
        remembered.invalidate(ByteBuffer.wrap(hash));
    }

    void onChange(@Observes Changed change) {
        if (change.concerns(TOPIC)) {
            remembered.invalidateAll();
        }
    }

    /** After how long without a use a session ends. */
    Duration idle() {
        return idle;
    }
}
