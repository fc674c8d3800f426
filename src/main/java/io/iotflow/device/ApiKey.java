package io.iotflow.device;

import java.security.SecureRandom;
import java.util.Base64;

/** A device's or operator's secret: 256 random bits, shown once and kept only as its {@link KeyHash}. */
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
}
