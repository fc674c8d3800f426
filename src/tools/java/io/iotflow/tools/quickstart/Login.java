package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a client shows that wants to connect; {@code username} is the certificate's device where none is given.
 *
 * @param address where it comes from
 */
record Login(
        ConnectPacket connect,
        String address,
        String username,
        String password,
        Optional<ClientCertificate> certificate) {

    static Login of(SimpleAuthInput input) {
        ConnectPacket connect = input.getConnectPacket();
        Optional<ClientCertificate> certificate = ClientCertificate.of(input.getConnectionInformation());
        return new Login(
                connect,
                input.getConnectionInformation()
                        .getInetAddress()
                        .map(InetAddress::getHostAddress)
                        .orElse("-"),
                connect.getUserName()
                        .or(() -> certificate.map(ClientCertificate::deviceId))
                        .orElse(""),
                connect.getPassword().map(Login::text).orElse(""),
                certificate);
    }

    /** Whether there is anything to check. */
    boolean isComplete() {
        return !username.isEmpty() && (!password.isEmpty() || certificate.isPresent());
    }

    String clientId() {
        return connect.getClientId();
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
    }

    /** The password is a secret. */
    @Override
    public String toString() {
        return "Login[" + username + "]";
    }
}
