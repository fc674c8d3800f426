package io.iotflow.notify;

/**
 * A channel is about to be deleted, in the transaction that does it; who needs it throws why it must stay.
 *
 * @param name the channel's
 */
public record ChannelDeletion(String name) {}
