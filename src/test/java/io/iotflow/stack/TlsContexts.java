package io.iotflow.stack;

import io.iotflow.tools.certificate.Identity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What a client of a test trusts, and shows. */
public final class TlsContexts {

    private static final char[] PASSWORD = "of-a-test".toCharArray();

    private TlsContexts() {}

    /** Trusts this authority and shows nothing. */
    public static SSLContext trusting(X509Certificate authority) {
        return context(authority, new KeyManager[0]);
    }

    /** Trusts this authority and shows this certificate. */
    public static SSLContext showing(Identity identity, X509Certificate authority) {
        try {
            KeyStore keys = empty();
            keys.setKeyEntry("it", identity.key(), PASSWORD, identity.chain().toArray(Certificate[]::new));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD);
            return context(authority, managers.getKeyManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(X509Certificate authority, KeyManager[] keys) {
        try {
            KeyStore trusted = empty();
            trusted.setCertificateEntry("ca", authority);
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
