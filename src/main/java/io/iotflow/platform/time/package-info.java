/** Reads times as devices and people write them: one way for what a device sends and for what a query asks. */
package io.iotflow.platform.time;
