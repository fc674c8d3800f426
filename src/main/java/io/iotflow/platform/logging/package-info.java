/**
 * How loud each room is in the log: {@code IOTFLOW_LOG}. The rooms write to java.util.logging under their own names, and
 * the server's configuration decides where that goes and in which form; nobody needs to import this room.
 */
package io.iotflow.platform.logging;
