package io.iotflow.tools.installation;

import io.iotflow.device.DeviceId;
import io.iotflow.tools.certificate.Authority;
import io.iotflow.tools.certificate.Identity;
import io.iotflow.tools.quickstart.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a certificate for a device. */
@Command(
        name = "certificate",
        mixinStandardHelpOptions = true,
        description =
                "Makes a key and a certificate with which a device connects to the broker over TLS, in place of its device"
                        + " key. Register the device first: a certificate is not good for a device that is newer.")
final class CertificateCommand implements Callable<Integer> {

    private static final int MOST_DAYS = 3650;

    @Mixin
    private Data data;

    @Parameters(paramLabel = "DEVICE_ID", description = "the device's id")
    private String deviceId;

    @Option(names = "--days", defaultValue = "365", description = "how long it is good, 1 to 3650 (${DEFAULT-VALUE})")
    private int days;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "where DEVICE_ID.pem and DEVICE_ID-key.pem are written (this folder)")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (days < 1 || days > MOST_DAYS) {
            throw new StartException("--days must be 1 to " + MOST_DAYS + ", is " + days);
        }
        String id = id();
        Path folder = Iotflow.named(out);
        Path certificate = folder.resolve(id + ".pem");
        Path key = folder.resolve(id + "-key.pem");
        if (!Files.isDirectory(folder)) {
            throw new StartException("There is no folder " + folder + ".");
        }
        if (Files.exists(certificate) || Files.exists(key)) {
            throw new StartException(certificate + " or " + key + " is there already; nothing was changed.");
        }
        Authority authority = Authority.in(data.folder().resolve(Authority.FOLDER), Clock.systemUTC());
        Identity device = authority.device(id, Duration.ofDays(days));
        device.writePem(certificate, key);
        System.out.println("Made " + certificate + " and " + key + ", good until "
                + LocalDate.ofInstant(device.certificate().getNotAfter().toInstant(), ZoneOffset.UTC)
                + ". The device trusts " + authority.certificateFile() + ".");
        return 0;
    }

    private String id() {
        try {
            return new DeviceId(deviceId).value();
        } catch (IllegalArgumentException e) {
            throw new StartException("'" + deviceId + "' is no device id: " + e.getMessage(), e);
        }
    }
}
