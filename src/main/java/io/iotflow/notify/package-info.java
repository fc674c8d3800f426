/**
 * Notifications: what happens to an alert reaches people and machines. {@link io.iotflow.notify.Notifications} stores notices in
 * an outbox, in the transaction of what they are about; senders on every node deliver them through channels that an operator
 * declares, at least once, grouped and within a rate. Channels' secrets are encrypted (ADR 33), and no channel reaches an address of
 * the operator's own network that a setting does not allow.
 */
package io.iotflow.notify;
