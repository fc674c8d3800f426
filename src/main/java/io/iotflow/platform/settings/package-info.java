/** Checks of settings that several modules need: what is out of its range stops the start, with one text that names it. And what follows from the heap. */
package io.iotflow.platform.settings;
