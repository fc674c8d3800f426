package io.iotflow.tools.backup;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;

/**
 * What the first file of a backup says about it.
 *
 * @param version the version of IoTFlow that made it
 * @param taken when
 * @param postgresql the major version of the database's files; empty when the database is elsewhere
 */
record BackupManifest(String version, Instant taken, String postgresql) {

    static final String FILE = "iotflow-backup.properties";
    private static final String FORMAT = "1";

    String text() {
        return "format=" + FORMAT + "\nversion=" + version + "\ntaken=" + taken + "\npostgresql=" + postgresql + "\n";
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException when this program cannot read such a backup
     */
    static BackupManifest parse(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!FORMAT.equals(properties.getProperty("format"))) {
            throw new IllegalArgumentException("a backup of format " + properties.getProperty("format")
                    + ", and this version of IoTFlow reads format " + FORMAT);
        }
        return new BackupManifest(
                properties.getProperty("version", "unknown"),
                Instant.parse(properties.getProperty("taken")),
                properties.getProperty("postgresql", ""));
    }
}
