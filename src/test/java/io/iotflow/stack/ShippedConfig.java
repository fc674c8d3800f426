package io.iotflow.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;

/** The defaults that the product ships, but for these. Expands {@code ${name:default}} as MicroProfile Config does. */
public final class ShippedConfig implements Config {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^:}]+):([^}]*)}");

    private final Properties values = new Properties();

    public ShippedConfig(Map<String, String> changed) {
        try (InputStream shipped = getClass().getResourceAsStream("/META-INF/microprofile-config.properties")) {
            values.load(shipped);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        values.putAll(changed);
    }

    @Override
    public <T> T getValue(String key, Class<T> type) {
        return getOptionalValue(key, type).orElseThrow(() -> new NoSuchElementException(key));
    }

    @Override
    public <T> Optional<T> getOptionalValue(String key, Class<T> type) {
        return Optional.ofNullable(values.getProperty(key))
                .map(this::expanded)
                .map(it -> type.cast(converted(it, type)));
    }

    private String expanded(String value) {
        Matcher expression = EXPRESSION.matcher(value);
        return expression.matches() ? values.getProperty(expression.group(1), expression.group(2)) : value;
    }

    private static Object converted(String text, Class<?> type) {
        if (type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == Boolean.class) {
            return Boolean.valueOf(text);
        }
        if (type == Duration.class) {
            return Duration.parse(text);
        }
        return type == String[].class ? text.split(",") : text;
    }

    @Override
    public ConfigValue getConfigValue(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<String> getPropertyNames() {
        return values.stringPropertyNames();
    }

    @Override
    public Iterable<ConfigSource> getConfigSources() {
        return List.of();
    }

    @Override
    public <T> Optional<Converter<T>> getConverter(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new IllegalArgumentException();
    }
}
