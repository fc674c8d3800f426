/** Certificates for TLS: an authority of this installation, what it signs, and their files. */
package io.iotflow.tools.certificate;
