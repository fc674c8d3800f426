/**
 * {@code ./import-prototype}: moves the devices and readings of the Python prototype over. It reads that product's
 * PostgreSQL and writes through this product's HTTP interface, never into its tables: so keys are hashed under the right
 * pepper, brokers learn of the accounts, and readings pass the same checks, log and outbox as every other one.
 */
package io.iotflow.tools.prototype;
