package io.iotflow.device;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The row of a fleet. */
@Entity(name = "Fleet")
@Table(name = "fleet")
class FleetRecord {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "group_id")
    String groupId;

    String name;
    String description;

    @Column(name = "created_at")
    Instant createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);

    protected FleetRecord() {} // JPA

    FleetRecord(String groupId) {
        this.groupId = groupId;
    }
}
