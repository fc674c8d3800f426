package io.iotflow.device;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A device's password at the Mosquitto of the Python prototype, as {@code mosquitto_passwd} hashes it: {@code $7$} is PBKDF2
 * with HMAC-SHA-512, {@code $6$} is SHA-512 of the password and the salt. It is good for MQTT only, until the device's keys
 * are rotated or revoked. Beside the keys' hashes, which have 32 bytes, it is kept as the text that it is.
 */
public final class FormerPassword {

    /** Mosquitto takes 101; who asks for more must not keep a broker busy. */
    private static final int MOST_ITERATIONS = 10_000;

    private static final int LONGEST = 300;
    private static final int KEY_BYTES = 32;
    private static final int HASH_BYTES = 64;
    private static final Pattern FORM =
            Pattern.compile("\\$(?:6|7\\$(\\d{1,6}))\\$([A-Za-z0-9+/=]{1,90})\\$([A-Za-z0-9+/=]{80,90})");

    private final String text;
    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private FormerPassword(String text, int iterations, byte[] salt, byte[] hash) {
        this.text = text;
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /**
     * Reads what stands behind the user's name and the colon.
     *
     * @throws IllegalArgumentException when it is no such hash, or one that takes too long to check
     */
    public static FormerPassword of(String text) {
        Matcher form = FORM.matcher(text.length() > LONGEST ? "" : text);
        if (!form.matches()) {
            throw new IllegalArgumentException("must be a hash of mosquitto_passwd, $7$ or $6$");
        }
        int iterations = form.group(1) == null ? 0 : Integer.parseInt(form.group(1));
        if (form.group(1) != null && (iterations < 1 || iterations > MOST_ITERATIONS)) {
            throw new IllegalArgumentException("must have 1 to " + MOST_ITERATIONS + " iterations");
        }
        byte[] salt = Base64.getDecoder().decode(form.group(2));
        byte[] hash = Base64.getDecoder().decode(form.group(3));
        if (salt.length == 0 || hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("must have a salt, and a hash of " + HASH_BYTES + " bytes");
        }
        return new FormerPassword(text, iterations, salt, hash);
    }

    /** Whether a stored hash is such a password, and no key. */
    public static boolean isOne(byte[] stored) {
        return stored.length > KEY_BYTES;
    }

    /** The one that was stored. */
    public static FormerPassword of(byte[] stored) {
        return of(new String(stored, StandardCharsets.US_ASCII));
    }

    /** As it is stored. */
    byte[] stored() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether this is the password, in a time that does not depend on where they differ. */
    public boolean matches(String password) {
        if (password.isEmpty()) {
            return false; // what PBKDF2 does not take
        }
        try {
            return MessageDigest.isEqual(hash, iterations == 0 ? digest(password) : derived(password));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-512 and PBKDF2 with it", e);
        }
    }

    private byte[] digest(String password) throws GeneralSecurityException {
        MessageDigest sha = MessageDigest.getInstance("SHA-512");
        sha.update(password.getBytes(StandardCharsets.UTF_8));
        return sha.digest(salt);
    }

    private byte[] derived(String password) throws GeneralSecurityException {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE))
                .getEncoded();
    }

    /** Without the hash, which must not reach a log. */
    @Override
    public String toString() {
        return "FormerPassword";
    }
}
