package io.iotflow.mqtt;

import java.util.List;

/**
 * The session with the broker, for those who watch it.
 *
 * @param subscribers how many modules take messages
 * @param filters the topic filters of those modules
 * @param inFlight messages taken and not acknowledged yet
 * @param published messages that the broker acknowledged since the start
 * @param failed messages that it did not take since the start
 */
public record BrokerStatus(
        String host,
        int port,
        boolean tls,
        String clientId,
        boolean connected,
        int subscribers,
        List<String> filters,
        int inFlight,
        long published,
        long failed) {}
