package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import java.util.function.Consumer;

/** What becomes of a client that wants to connect. */
record Verdict(ConnackReasonCode code, String reason, Consumer<ModifiableDefaultPermissions> rights) {

    static final Verdict UNKNOWN = refused(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "unknown user or wrong key");
    static final Verdict REVOKED = refused(
            ConnackReasonCode.NOT_AUTHORIZED,
            "the certificate's device is not registered, not active, or newer than it");
    static final Verdict ANOTHER =
            refused(ConnackReasonCode.NOT_AUTHORIZED, "the certificate is of another device than the user name");
    static final Verdict TAKEN =
            refused(ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "the client id belongs to another account");
    static final Verdict TOO_MANY = refused(ConnackReasonCode.QUOTA_EXCEEDED, "the device has too many sessions");
    static final Verdict CHANGING = refused(ConnackReasonCode.SERVER_BUSY, "the device is being changed");

    static Verdict accepted(Consumer<ModifiableDefaultPermissions> rights) {
        return new Verdict(ConnackReasonCode.SUCCESS, "", rights);
    }

    static Verdict refused(ConnackReasonCode code, String reason) {
        return new Verdict(code, reason, permissions -> {});
    }

    void applyTo(SimpleAuthOutput output) {
        if (code == ConnackReasonCode.SUCCESS) {
            rights.accept(output.getDefaultPermissions());
            output.authenticateSuccessfully();
        } else {
            output.failAuthentication(code, reason);
        }
    }
}
