package io.iotflow.tools.quickstart;

/** Whether clients of the embedded broker show a certificate over TLS. */
enum ClientCertificates {
    /** None is asked for. */
    OFF("NONE"),
    /** Who has none needs its key, as without TLS. */
    OPTIONAL("OPTIONAL"),
    /** Nobody connects over TLS without. */
    REQUIRED("REQUIRED");

    private final String mode;

    ClientCertificates(String mode) {
        this.mode = mode;
    }

    /** HiveMQ's word for it. */
    String mode() {
        return mode;
    }
}
