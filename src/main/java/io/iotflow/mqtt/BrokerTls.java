package io.iotflow.mqtt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS to the broker by PEM files.
 *
 * @param authority the certificates that the broker's must be signed by; where it is empty, those that Java trusts
 * @param certificate our own certificate with its chain, for a broker that wants one
 * @param key its key, PKCS #8
 */
record BrokerTls(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {

    private static final String KEY = "MQTT_KEY_FILE_PATH";

    BrokerTls {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalStateException("MQTT_CERT_FILE_PATH and " + KEY + " must be given together");
        }
    }

    /** Makes the sockets; empty where the files say nothing. */
    Optional<SSLSocketFactory> sockets() {
        if (authority.isEmpty() && certificate.isEmpty()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(ours(), new char[0]);
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(trusted());
            context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
            return Optional.of(context.getSocketFactory());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS to the broker cannot be set up: " + e, e);
        }
    }

    /** Null stands for what Java trusts. */
    private KeyStore trusted() throws GeneralSecurityException, IOException {
        if (authority.isEmpty()) {
            return null;
        }
        KeyStore store = empty();
        for (Certificate each : certificates("MQTT_CA_CERT_PATH", authority.get())) {
            store.setCertificateEntry("authority-" + store.size(), each);
        }
        return store;
    }

    private KeyStore ours() throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        if (certificate.isPresent()) {
            Collection<? extends Certificate> chain = certificates("MQTT_CERT_FILE_PATH", certificate.get());
            String algorithm = chain.iterator().next().getPublicKey().getAlgorithm();
            store.setKeyEntry("iotflow", privateKey(algorithm), new char[0], chain.toArray(Certificate[]::new));
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String setting, Path file)
            throws GeneralSecurityException {
        Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(read(setting, file)));
        if (all.isEmpty()) {
            throw new IllegalStateException(setting + " has no certificate (PEM): " + file);
        }
        return all;
    }

    private PrivateKey privateKey(String algorithm) throws GeneralSecurityException {
        String pem = new String(read(KEY, key.orElseThrow()), StandardCharsets.US_ASCII);
        if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
            throw new IllegalStateException(KEY + " must be a key in PKCS #8 without a password; openssl pkcs8 -topk8"
                    + " -nocrypt -in OLD -out NEW makes it one");
        }
        String base64 = pem.replaceAll("(?s).*-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----.*", "");
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }

    private static byte[] read(String setting, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException(setting + " cannot be read: " + file, e);
        }
    }
}
