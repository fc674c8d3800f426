package io.iotflow.device;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The only form in which a key is stored: HMAC-SHA-256 under the server's pepper, or SHA-256 where there is none. A slow
 * password hash would add nothing, because a random key of 256 bits cannot be guessed (ADR 3). Safe for many threads.
 */
public final class KeyHash {

    /** The shortest pepper, in characters. */
    static final int SHORTEST_PEPPER = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String FINGERPRINT = "iotflow pepper";

    private final SecretKeySpec pepper;

    private KeyHash(SecretKeySpec pepper) {
        this.pepper = pepper;
    }

    /**
     * With the pepper of {@code IOTFLOW_KEY_PEPPER}, or without one.
     *
     * @throws IllegalStateException when the pepper is shorter than 32 characters
     */
    public static KeyHash of(Optional<String> pepper) {
        pepper.filter(it -> it.length() < SHORTEST_PEPPER).ifPresent(it -> {
            throw new IllegalStateException("IOTFLOW_KEY_PEPPER must have at least " + SHORTEST_PEPPER + " characters");
        });
        return new KeyHash(pepper.map(it -> new SecretKeySpec(it.getBytes(StandardCharsets.UTF_8), ALGORITHM))
                .orElse(null));
    }

    /** The hash of a key's UTF-8 bytes: 32 bytes. */
    public byte[] of(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        try {
            if (pepper == null) {
                return MessageDigest.getInstance("SHA-256").digest(bytes);
            }
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(pepper);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256 and its HMAC", e);
        }
    }

    /** Whether the key has this hash, in a time that does not depend on where they differ. */
    public boolean matches(String key, byte[] hash) {
        return MessageDigest.isEqual(of(key), hash);
    }

    /** Whether there is a pepper, so that nobody without it can compute a hash. */
    public boolean hasPepper() {
        return pepper != null;
    }

    /** What tells one pepper from another and gives none away. */
    byte[] fingerprint() {
        return of(FINGERPRINT);
    }
}
