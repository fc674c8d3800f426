package io.iotflow.tools.simulator;

/** How a device can be made to fail. */
public enum Fault {
    /** The sensor gives the same values for ever. */
    stuck,
    /** Now and then a number is far from all others. */
    spike,
    /** All numbers grow slowly. */
    drift,
    /** Nothing is measured, but the device is there. */
    silent,
    /** The connection is lost now and then for some seconds, without good-bye. */
    offline,
    /** Now and then a message is no JSON: the server keeps it in the quarantine. */
    garbled
}
