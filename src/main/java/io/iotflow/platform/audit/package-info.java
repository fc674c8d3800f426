/**
 * Who changed what, when and from where. A change and its record are one transaction, so that neither exists without the
 * other. Records are read by an admin and never altered.
 */
package io.iotflow.platform.audit;
