package io.iotflow.device;

import java.util.List;
import java.util.Optional;

/**
 * Which devices: all that meet everything that is given; all devices where nothing is.
 *
 * @param deviceIds none for any
 * @param group the id of a group
 */
public record DeviceChoice(
        List<String> deviceIds, Optional<String> group, Optional<String> type, Optional<String> location) {}
