/**
 * {@code bin/iotflow}: an installation's start and stop, its backups and its upgrade. It starts the same parts as the
 * quickstart; what differs is that it may go on in the background, reads a settings file and prints no key.
 */
package io.iotflow.tools.installation;
