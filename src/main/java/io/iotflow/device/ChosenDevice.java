package io.iotflow.device;

import java.util.List;

/**
 * A device that was chosen.
 *
 * @param rowId its row's number
 * @param location where it stands, or null
 * @param groups the ids of its groups, sorted
 */
public record ChosenDevice(
        long rowId, String deviceId, String name, String type, String location, List<String> groups) {}
