package io.iotflow.platform.listener;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The path of a request as it was sent. */
final class RequestTarget {

    private RequestTarget() {}

    /** Whether each percent sign begins an octet (RFC 3986 section 2.1), and all octets are UTF-8. */
    static boolean isDecodable(String path) {
        if (path.indexOf('%') < 0) {
            return true;
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '%') {
                octets.write(path.charAt(i) < 0x80 ? path.charAt(i) : '?');
            } else if (i + 2 < path.length() && isHex(path.charAt(i + 1)) && isHex(path.charAt(i + 2))) {
                octets.write(Integer.parseInt(path, i + 1, i + 3, 16));
                i += 2;
            } else {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.toByteArray()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0 && c < 0x80;
    }
}
