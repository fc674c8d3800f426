package io.iotflow.quarantine;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;

/** The row of a refusal. */
@Entity
@Table(name = "quarantine")
class QuarantinedMessage {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "quarantine_id")
    @SequenceGenerator(name = "quarantine_id", sequenceName = "quarantine_id", allocationSize = 100)
    Long id;

    @Column(name = "received_at")
    Instant receivedAt;

    String source;

    @Column(name = "device_id")
    String deviceId;

    String topic;
    String reason;
    String detail;
    byte[] payload;

    protected QuarantinedMessage() {} // JPA

    QuarantinedMessage(Refusal refusal) {
        this.receivedAt = refusal.receivedAt();
        this.source = refusal.source();
        this.deviceId = refusal.deviceId();
        this.topic = refusal.topic();
        this.reason = refusal.reason().code();
        this.detail = refusal.detail();
        this.payload = refusal.payload();
    }
}
