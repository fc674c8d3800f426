package io.iotflow.platform.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The row of a change. */
@Entity
@Table(name = "audit")
class AuditRecord {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    Instant at = Instant.now();
    String actor;
    String role;
    String address;

    @Column(name = "request_id")
    String requestId;

    String action;
    String target;
    String detail;

    protected AuditRecord() {} // JPA

    AuditRecord(String actor, String role, String address, String requestId) {
        this.actor = actor;
        this.role = role;
        this.address = address;
        this.requestId = requestId;
    }
}
