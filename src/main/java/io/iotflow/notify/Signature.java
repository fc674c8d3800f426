package io.iotflow.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What shows a webhook's receiver who sent a body, and when: {@code t=1732900000,v1=…}, the HMAC-SHA256 (RFC 2104) under the
 * channel's secret of the seconds since 1970, a dot and the body, in hexadecimal digits.
 */
final class Signature {

    static final String HEADER = "X-IoTFlow-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    static String of(String secret, Instant at, byte[] body) {
        long seconds = at.getEpochSecond();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
