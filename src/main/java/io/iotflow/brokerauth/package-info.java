/**
 * Each device's account at the broker: made with the device, and following what the registry says of it. Mosquitto is
 * told through its dynamic-security plugin (ADR 7); brokers that ask over HTTP are answered. What must change at the
 * broker is written down in the transaction of the change itself, so that no revocation is lost while the broker is away.
 */
package io.iotflow.brokerauth;
