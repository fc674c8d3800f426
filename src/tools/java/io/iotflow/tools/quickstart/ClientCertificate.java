package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * A certificate that a client has shown: by the handshake it is of our authority, and has not ended.
 *
 * @param deviceId its common name
 * @param since when it was made
 * @param until when it ends
 */
record ClientCertificate(String deviceId, Instant since, Instant until) {

    static Optional<ClientCertificate> of(ConnectionInformation connection) {
        return connection
                .getClientTlsInformation()
                .flatMap(ClientTlsInformation::getClientCertificate)
                .map(ClientCertificate::of);
    }

    static ClientCertificate of(X509Certificate certificate) {
        RDN[] names = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.CN);
        // Several names would be several devices: then it is none.
        String name = names.length == 1 && !names[0].isMultiValued()
                ? IETFUtils.valueToString(names[0].getFirst().getValue())
                : "";
        return new ClientCertificate(
                name,
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /**
     * What it lets the device do; empty when it was made for an earlier device of the same id: what was deleted with that
     * stays so.
     */
    Optional<Admission> admission(DeviceAccount account) {
        return since.isBefore(account.since().truncatedTo(ChronoUnit.SECONDS))
                ? Optional.empty()
                : Optional.of(Admission.of(account, until));
    }
}
