/**
 * How loud each module is in the log: {@code IOTFLOW_LOG}. The modules write to java.util.logging under their own names, and
 * the server's configuration decides where that goes and in which form; nobody needs to import this module.
 */
package io.iotflow.platform.logging;
