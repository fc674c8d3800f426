package io.iotflow.device;

import java.util.UUID;

/**
 * The registry's change that followed an {@link AccountOpening} failed, or its outcome is not known; fired outside of any
 * transaction.
 */
public record AccountNotOpened(UUID opening, String deviceId) {}
