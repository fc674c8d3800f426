/**
 * Commands to devices and their answers. A command is stored before it is sent, is delivered at least once until it is
 * answered, expires or is cancelled, and is told from its repetitions by its {@code command_id} (ADR 0008, ADR 0016). What the
 * device answers is durable before the broker is told that we have it.
 */
package io.iotflow.command;
