package io.iotflow.device;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A device's or operator's secret: 256 random bits, shown once and kept only as its SHA-256 hash. A slow password hash
 * would add nothing, because a random key of this length cannot be guessed (ADR 0003).
 */
public final class ApiKey {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private ApiKey() {}

    /** A new key: {@code iotf_} and 43 characters of base64url. */
    public static String generate() {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return "iotf_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** The SHA-256 of the key's UTF-8 bytes: 32 bytes, the only form in which a key is stored. */
    public static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether the key has this hash, in a time that does not depend on where they differ. */
    public static boolean matches(String key, byte[] hash) {
        return MessageDigest.isEqual(hash(key), hash);
    }
}
