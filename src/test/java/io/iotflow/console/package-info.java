/** The console in a real browser. */
package io.iotflow.console;
