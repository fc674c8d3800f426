package io.iotflow.telemetrylog;

import java.util.List;

/**
 * A batch is committed.
 *
 * @param points how many rows it has
 * @param sightings the devices that sent it, each once
 */
public record BatchStored(int points, List<Sighting> sightings) {}
