package io.iotflow.platform.web;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Added to the application under test: an origin that may call it. */
public class ProbeConfiguration implements ConfigSource {

    static final String ORIGIN = "https://console.example.com";

    private static final Map<String, String> SETTINGS = Map.of("iotflow.cors.origins", ORIGIN);

    @Override
    public Set<String> getPropertyNames() {
        return SETTINGS.keySet();
    }

    @Override
    public String getValue(String name) {
        return SETTINGS.get(name);
    }

    @Override
    public String getName() {
        return "probe";
    }
}
