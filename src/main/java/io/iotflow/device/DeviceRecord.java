package io.iotflow.device;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/** The row of a device. */
@Entity(name = "Device")
@Table(name = "device")
class DeviceRecord {

    @Id
    @Column(name = "id")
    Long rowId;

    @Column(name = "device_id")
    String deviceId;

    String name;
    String description;

    @Column(name = "device_type")
    String deviceType;

    String status = "active";
    String location;

    @Column(name = "firmware_version")
    String firmwareVersion;

    @Column(name = "hardware_version")
    String hardwareVersion;

    /** Of its times without an offset; null for the installation's. */
    String timezone;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    /** What a search looks into; PostgreSQL makes it. */
    @Column(insertable = false, updatable = false)
    String search;

    protected DeviceRecord() {} // JPA

    DeviceRecord(FreeDevice free, Instant now) {
        NewDevice device = free.device();
        this.rowId = free.rowId();
        this.deviceId = device.deviceId();
        this.name = device.name();
        this.description = device.description();
        this.deviceType = device.deviceType();
        this.location = device.location();
        this.firmwareVersion = device.firmwareVersion();
        this.hardwareVersion = device.hardwareVersion();
        this.timezone = device.timezone();
        this.createdAt = now;
        this.updatedAt = createdAt;
    }

    Device toDevice() {
        return new Device(
                rowId,
                deviceId,
                name,
                deviceType,
                location,
                Device.Status.valueOf(status.toUpperCase(Locale.ROOT)),
                timezone == null ? null : ZoneId.of(timezone));
    }
}
