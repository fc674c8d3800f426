package io.iotflow.notify;

import io.iotflow.device.KeyHash;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Channels' secrets as they are stored: AES-256-GCM under a key that is not in the database (ADR 33), bound to the channel's name, so
 * that a row's secrets cannot be moved to another channel. Safe for many threads.
 */
@Singleton
class Secrets {

    private static final String PURPOSE = "iotflow notification secrets 1";
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Optional<SecretKeySpec> key;
    private final SecureRandom random = new SecureRandom();

    @Inject
    Secrets(NotifySettings settings, KeyHash keys) {
        key = settings.secretKey
                .map(it -> KeyHash.of(Optional.of(it)))
                .or(() -> Optional.of(keys).filter(KeyHash::hasPepper))
                .map(it -> new SecretKeySpec(it.of(PURPOSE), "AES"));
    }

    /**
     * Encrypts a channel's secrets; null for none.
     *
     * @throws Problem 409 where the installation has no key
     */
    byte[] encrypt(String channel, JsonObject secrets) {
        if (secrets.isEmpty()) {
            return null;
        }
        if (key.isEmpty()) {
            throw Problem.conflict(
                    "There is no key to encrypt the channel's secrets with: set IOTFLOW_NOTIFY_SECRET_KEY, or"
                            + " IOTFLOW_KEY_PEPPER, and start again.");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] text = Json.text(secrets).getBytes(StandardCharsets.UTF_8);
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, channel).doFinal(text);
            return ByteBuffer.allocate(1 + NONCE_BYTES + encrypted.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** Decrypts what was stored; empty where the key is another one, or none. */
    Optional<JsonObject> decrypt(String channel, byte[] stored) {
        if (stored == null) {
            return Optional.of(Json.createObjectBuilder().build());
        }
        if (key.isEmpty() || stored.length <= NONCE_BYTES || stored[0] != VERSION) {
            return Optional.empty();
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(stored, 1, nonce, 0, NONCE_BYTES);
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, nonce, channel)
                    .doFinal(stored, 1 + NONCE_BYTES, stored.length - 1 - NONCE_BYTES);
            return Optional.of(Json.read(text).asJsonObject());
        } catch (GeneralSecurityException | MalformedJson e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String channel) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.orElseThrow(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(channel.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
