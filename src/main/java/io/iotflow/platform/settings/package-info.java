/** Checks of settings that several modules need: what is out of its range stops the start, with one text that names it. */
package io.iotflow.platform.settings;
