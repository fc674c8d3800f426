package io.iotflow.tools.certificate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.util.IPAddress;

/**
 * A certificate authority of this installation alone, made once and kept in a folder: {@code ca.pem} for everybody, and
 * {@code ca-key.pem} for its owner.
 */
public final class Authority {

    /** Where an installation keeps it in its data folder. */
    public static final String FOLDER = "tls";

    private static final Duration LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(397); // what browsers accept at most
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);

    private final Path folder;
    private final Identity identity;
    private final InstantSource clock;

    private Authority(Path folder, Identity identity, InstantSource clock) {
        this.folder = folder;
        this.identity = identity;
        this.clock = clock;
    }

    /**
     * The one that is kept in this folder, made when there is none.
     *
     * @throws IOException when it cannot be read or written, or has expired
     */
    public static Authority in(Path folder, InstantSource clock) throws IOException {
        Path certificate = folder.resolve("ca.pem");
        Path key = folder.resolve("ca-key.pem");
        if (!Files.exists(key)) {
            new CertificateRequest("IoTFlow authority", clock.instant(), LIFE)
                    .authority()
                    .writePem(certificate, key);
        }
        Identity identity = Identity.read(certificate, key);
        if (!identity.isGoodAt(clock.instant())) {
            throw new IOException(
                    "the authority in " + folder + " has expired. Move the folder away: the next start makes"
                            + " a new one, and devices must be given its ca.pem");
        }
        return new Authority(folder, identity, clock);
    }

    /** What clients are given to trust. */
    public Path certificateFile() {
        return folder.resolve("ca.pem");
    }

    /** The same. */
    public X509Certificate certificate() {
        return identity.certificate();
    }

    /**
     * The server's key and certificate, kept in {@code server.pem} and {@code server-key.pem}: made anew when they are not
     * there, are for other hosts, are of another authority, or end within 30 days.
     *
     * @param hosts host names and IP addresses under which clients reach it
     * @throws IOException when a file cannot be read or written
     */
    public Identity server(Set<String> hosts) throws IOException {
        Path certificate = folder.resolve("server.pem");
        Path key = folder.resolve("server-key.pem");
        if (Files.exists(certificate) && Files.exists(key)) {
            Identity kept = Identity.read(certificate, key);
            if (kept.isGoodAt(clock.instant().plus(RENEWED_BEFORE_END)) && signed(kept) && isFor(hosts, kept)) {
                return kept;
            }
        }
        Identity made = new CertificateRequest("IoTFlow", clock.instant(), SERVER_LIFE).server(hosts, identity);
        made.writePem(certificate, key);
        return made;
    }

    /**
     * A new key and certificate of a device.
     *
     * @param deviceId becomes the common name
     * @throws IOException when it cannot be made
     */
    public Identity device(String deviceId, Duration life) throws IOException {
        return new CertificateRequest(deviceId, clock.instant(), life).client(identity);
    }

    private boolean signed(Identity kept) {
        try {
            kept.certificate().verify(identity.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isFor(Set<String> hosts, Identity kept) {
        try {
            Collection<List<?>> names = kept.certificate().getSubjectAlternativeNames();
            return names != null
                    && normal(names.stream().map(it -> String.valueOf(it.get(1))))
                            .equals(normal(hosts.stream()));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Set<String> normal(Stream<String> hosts) {
        return hosts.map(it -> IPAddress.isValid(it) ? address(it) : it.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static String address(String literal) {
        try {
            return InetAddress.getByName(literal).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
