package io.iotflow.telemetry.store;

import java.util.List;

/**
 * Answers to commands in a batch, in the order of their arrival: fired in the batch's transaction, so that whoever
 * observes it writes with the batch or not at all. A failure of an observer fails the batch, which is then tried again.
 */
public record StatusesReported(List<StatusReported> reports) {}
