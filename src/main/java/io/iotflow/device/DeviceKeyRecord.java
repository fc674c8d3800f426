package io.iotflow.device;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;

/** The row of a device's key, which {@link DeviceKeyStore} adds by SQL. */
@Entity(name = "DeviceKey")
@Table(name = "device_key")
@DynamicUpdate // the last use is written beside, without the device's lock
class DeviceKeyRecord {

    @Id
    Long id;

    @Column(name = "device")
    long deviceRowId;

    byte[] hash;

    @Column(name = "created_at")
    Instant createdAt;

    /** Null while nothing ends it. */
    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "last_used_at")
    Instant lastUsedAt;

    protected DeviceKeyRecord() {} // JPA

    boolean isValid(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }
}
