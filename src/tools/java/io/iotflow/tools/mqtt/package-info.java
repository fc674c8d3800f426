/**
 * Many devices' MQTT 3.1.1 connections from one process. Netty's codec reads and writes the packets; thousands of
 * connections share a few event loops, which is what a fleet costs the least by (src/docs/adr/0012).
 */
package io.iotflow.tools.mqtt;
