/** The firmware's portable core, built and tested on this machine, and linked to an MQTT client against the stack. */
package io.iotflow.firmware;
