/**
 * Who is online: from every message of a device, from what it, or the broker as its last will, says below its status
 * topic, and from a broker that tells who subscribes. LastSeenUpdates are gathered in memory and written at most once for each device and a few seconds, transitions at
 * once; a crash loses some seconds of last_seen. Time is when a message came, never what a device's clock says.
 */
package io.iotflow.presence;
