package io.iotflow.telemetry.store;

import java.util.List;

/**
 * A batch is committed.
 *
 * @param points how many rows it has
 * @param last-seen updates the devices that sent it, each once
 */
public record BatchStored(int points, List<LastSeen> lastSeen) {}
