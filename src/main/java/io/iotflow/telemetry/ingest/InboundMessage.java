package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.quarantine.Reason;
import java.util.Optional;

/** A message over MQTT of which the sender is known, or what is wrong with that. */
interface InboundMessage {

    ReceivedMessage received();

    /** Whom the message names, registered or not; null where it names nobody. */
    String deviceId();

    /** The sender; empty where it is not registered. */
    Optional<Device> device();

    /**
     * Reads it; nothing where it is none that is to be stored.
     *
     * @param reader gives it its time where it has none
     * @param maxPayload the most bytes that its payload may have
     */
    Readings read(MessageReader reader, int maxPayload) throws Refused;

    /** It is committed, as rows of the log. */
    default void stored() {}

    /** It is none that is to be stored. */
    default void ignored() {}

    /** It, or a part of it, is in the quarantine. */
    default void refused(Reason reason, String detail) {}
}
