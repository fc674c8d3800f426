package io.iotflow.monitoring;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** Which version of the product this is, as the build wrote it into the WAR. */
final class Version {

    private Version() {}

    /** Such as {@code 0.1.0}; {@code unknown} where there is no manifest. */
    static String of(ServletContext application) {
        try (InputStream manifest = application.getResourceAsStream("/META-INF/MANIFEST.MF")) {
            String version = manifest == null
                    ? null
                    : new Manifest(manifest).getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
            return version == null ? "unknown" : version;
        } catch (IOException e) {
            return "unknown";
        }
    }
}
