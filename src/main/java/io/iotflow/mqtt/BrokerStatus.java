package io.iotflow.mqtt;

import java.util.List;

/**
 * The session with the broker, for those who watch it.
 *
 * @param rooms how many rooms take letters
 * @param filters the topic filters of those rooms
 * @param inFlight letters taken and not acknowledged yet
 * @param published letters that the broker acknowledged since the start
 * @param failed letters that it did not take since the start
 */
public record BrokerStatus(
        String host,
        int port,
        boolean tls,
        String clientId,
        boolean connected,
        int rooms,
        List<String> filters,
        int inFlight,
        long published,
        long failed) {}
