/**
 * The registry: devices, their ids and keys. A device is looked up from memory on the way of a message; PostgreSQL is
 * queried at most once a minute for each device. A key is stored only as a hash.
 */
package io.iotflow.device;
