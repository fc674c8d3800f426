/**
 * What operators see of the whole: the dashboard's statistics, a device with its newest messages, telemetry across devices,
 * the index of the API and its health. It reads the other modules' faces and changes nothing.
 */
package io.iotflow.monitoring;
