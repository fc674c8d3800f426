package io.iotflow.tools.certificate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/**
 * A private key and the certificates that go with it.
 *
 * @param chain its own certificate first
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {

    /** The name of the one entry of {@link #writeStore}. */
    public static final String ALIAS = "iotflow";

    private static final Integer DNS_NAME = 2; // X509Certificate.getSubjectAlternativeNames

    public Identity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate");
        }
    }

    /**
     * Reads PEM files: the certificate with its chain, and the key (PKCS #8, or OpenSSL's own form) without a password.
     *
     * @throws IOException when one cannot be read, or is something else
     */
    public static Identity read(Path certificates, Path key) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Object part : parts(certificates)) {
            if (part instanceof X509CertificateHolder holder) {
                chain.add(certificate(holder));
            }
        }
        if (chain.isEmpty()) {
            throw new IOException(certificates + " has no certificate in PEM form");
        }
        JcaPEMKeyConverter keys = new JcaPEMKeyConverter();
        for (Object part : parts(key)) {
            if (part instanceof PrivateKeyInfo info) {
                return new Identity(keys.getPrivateKey(info), chain);
            }
            if (part instanceof PEMKeyPair pair) {
                return new Identity(keys.getPrivateKey(pair.getPrivateKeyInfo()), chain);
            }
        }
        throw new IOException(key + " has no key in PEM form without a password");
    }

    private static List<Object> parts(Path file) throws IOException {
        List<Object> parts = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(text)) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static X509Certificate certificate(X509CertificateHolder holder) throws IOException {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (GeneralSecurityException e) {
            throw new IOException("a certificate cannot be read: " + e.getMessage(), e);
        }
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The first host name of its certificate; empty when it has none. */
    public Optional<String> hostName() throws IOException {
        try {
            Collection<List<?>> names = certificate().getSubjectAlternativeNames();
            return Stream.ofNullable(names)
                    .flatMap(Collection::stream)
                    .filter(it -> it.get(0).equals(DNS_NAME))
                    .map(it -> String.valueOf(it.get(1)))
                    .findFirst();
        } catch (CertificateParsingException e) {
            throw new IOException("a certificate cannot be read: " + e.getMessage(), e);
        }
    }

    boolean isGoodAt(Instant time) {
        return time.isBefore(certificate().getNotAfter().toInstant())
                && !time.isBefore(certificate().getNotBefore().toInstant());
    }

    /** Writes both as PEM, the key as PKCS #8 that only its owner can read. */
    public void writePem(Path certificates, Path keyFile) throws IOException {
        writePrivate(keyFile, pem(new JcaPKCS8Generator(key, null)).getBytes(StandardCharsets.UTF_8));
        Files.writeString(certificates, pem(chain.toArray()));
    }

    /** Writes a PKCS #12 store that only its owner can read, with one entry: {@link #ALIAS}. */
    public void writeStore(Path file, String password) throws IOException {
        writePrivate(file, store(password));
    }

    private byte[] store(String password) throws IOException {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, key, password.toCharArray(), chain.toArray(Certificate[]::new));
            store.store(bytes, password.toCharArray());
            return bytes.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IOException("a key does not fit into a store: " + e.getMessage(), e);
        }
    }

    /** Writes a PKCS #12 store of an authority that is trusted. */
    public static void writeTrust(Path file, X509Certificate trusted, String password) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(ALIAS, trusted);
            store.store(out, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("a certificate does not fit into a store: " + e.getMessage(), e);
        }
    }

    private static String pem(Object... parts) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object part : parts) {
                writer.writeObject(part);
            }
        }
        return text.toString();
    }

    private static void writePrivate(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        // Created with its mode, so that nobody can open it in between.
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content, StandardOpenOption.WRITE);
    }

    /** The key is a secret. */
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal() + "]";
    }
}
