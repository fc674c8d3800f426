package io.iotflow.tools.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * A certificate to be made, with a new key of the curve P-256 (RFC 5280).
 *
 * @param name its common name
 * @param begin when it begins; one that devices check begins an hour earlier, because their clocks differ
 * @param life how long it is good
 */
record CertificateRequest(String name, Instant begin, Duration life) {

    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
    private static final int SERIAL_BITS = 127;
    private static final SecureRandom RANDOM = new SecureRandom();

    private interface Extensions {
        void addTo(X509v3CertificateBuilder builder) throws IOException;
    }

    /** An authority that signs what others are, and no further authorities. */
    Identity authority() throws IOException {
        KeyPair pair = newKeys();
        X509Certificate certificate = sign(pair, begin.minus(CLOCKS_DIFFER), subject(), pair.getPrivate(), builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        });
        return new Identity(pair.getPrivate(), List.of(certificate));
    }

    /** A server that is reached under these host names and IP addresses. */
    Identity server(Set<String> hosts, Identity authority) throws IOException {
        GeneralName[] names = hosts.stream().map(CertificateRequest::general).toArray(GeneralName[]::new);
        return signedBy(authority, begin.minus(CLOCKS_DIFFER), KeyPurposeId.id_kp_serverAuth, names);
    }

    /** A client of this name. */
    Identity client(Identity authority) throws IOException {
        return signedBy(authority, begin, KeyPurposeId.id_kp_clientAuth);
    }

    private Identity signedBy(Identity authority, Instant from, KeyPurposeId purpose, GeneralName... names)
            throws IOException {
        KeyPair pair = newKeys();
        X500Name issuer = X500Name.getInstance(
                authority.certificate().getSubjectX500Principal().getEncoded());
        X509Certificate certificate = sign(pair, from, issuer, authority.key(), builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
        });
        return new Identity(pair.getPrivate(), List.of(certificate, authority.certificate()));
    }

    private X509Certificate sign(KeyPair pair, Instant from, X500Name issuer, PrivateKey signer, Extensions extensions)
            throws IOException {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, RANDOM),
                Date.from(from),
                Date.from(begin.plus(life)),
                subject(),
                pair.getPublic());
        extensions.addTo(builder);
        try {
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("a certificate cannot be made: " + e.getMessage(), e);
        }
    }

    private X500Name subject() {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "IoTFlow")
                .addRDN(BCStyle.CN, name)
                .build();
    }

    private static GeneralName general(String host) {
        return new GeneralName(IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static KeyPair newKeys() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("a key cannot be made: " + e.getMessage(), e);
        }
    }
}
