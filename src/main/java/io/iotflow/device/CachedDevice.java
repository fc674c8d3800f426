package io.iotflow.device;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is remembered of a device: itself, and the keys that are good for it. */
record CachedDevice(Device device, List<Key> keys) {

    /** A key's hash and when it ends; null for never. */
    record Key(long id, byte[] hash, Instant expiresAt) {

        private boolean isValid(Instant now) {
            return expiresAt == null || now.isBefore(expiresAt);
        }
    }

    /** Whether this is its password at the former broker, and still good. */
    boolean acceptsPassword(String password, PasswordGuesses guesses, Instant now) {
        return keys.stream()
                .filter(it -> FormerPassword.isOne(it.hash()) && it.isValid(now))
                .anyMatch(it -> guesses.accepts(device.deviceId(), FormerPassword.of(it.hash()), password));
    }

    /** The key with this hash, if it is good now. */
    Optional<Key> accepted(byte[] hash, Instant now) {
        Key accepted = null;
        for (Key key : keys) { // all of them: the time must not tell which one it was
            if (MessageDigest.isEqual(hash, key.hash()) && key.isValid(now)) {
                accepted = key;
            }
        }
        return Optional.ofNullable(accepted);
    }
}
