/**
 * What strangers may hold of this server's HTTP listeners: connections, threads, and time to send a request. Payara has no
 * setting for these, and what its connector (Grizzly) refuses or redirects by itself never reaches the application: so two
 * filters of ours stand in Grizzly's own chain while the application is deployed, and one in front of the application.
 * A third answers 503 for an application that starts.
 */
package io.iotflow.platform.listener;
