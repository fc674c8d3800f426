package io.iotflow.tools.mqtt;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Where a broker listens.
 *
 * @param tls how to speak TLS with it, or empty for plain TCP
 */
public record MqttEndpoint(String host, int port, Optional<SslContext> tls) {

    /** The usual port without TLS. */
    public static final int PLAIN = 1883;

    private static final int SECURE = 8883;

    /** Plain TCP. */
    public static MqttEndpoint plain(String host, int port) {
        return new MqttEndpoint(host, port, Optional.empty());
    }

    /**
     * Reads {@code mqtt://host:1883} or {@code mqtts://host:8883}; the port may be left out.
     *
     * @param authority certificates (PEM) that are believed; null for those that Java believes
     * @throws IllegalArgumentException when it is no such address, or the certificates cannot be read
     */
    public static MqttEndpoint of(URI address, Path authority) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("mqtts");
        if (address.getHost() == null || !secure && !scheme.equals("mqtt")) {
            throw new IllegalArgumentException(
                    "'" + address + "' is no broker's address: mqtt://host:port, or mqtts://");
        }
        int port = address.getPort() > 0 ? address.getPort() : secure ? SECURE : PLAIN;
        return of(address.getHost().replaceAll("[\\[\\]]", ""), port, secure, authority); // IPv6 in a URL has brackets
    }

    /** The same in parts. */
    public static MqttEndpoint of(String host, int port, boolean secure, Path authority) {
        return new MqttEndpoint(host, port, secure ? Optional.of(tls(authority)) : Optional.empty());
    }

    private static SslContext tls(Path authority) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient();
            return (authority == null ? builder : builder.trustManager(authority.toFile())).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the certificates in " + authority + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return (tls.isPresent() ? "mqtts://" : "mqtt://") + host + ":" + port;
    }
}
