/** The documentation, read as its readers see it: commands that run, links that lead somewhere, settings that exist. */
package io.iotflow.docs;
