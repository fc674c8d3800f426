/**
 * What every HTTP answer of the product has: a request id and a line in the log, security headers, gzip, CORS where it is
 * configured, and a problem body even where the server itself refuses. Servlet filters do it, declared in web.xml for
 * their order, because health, metrics, OpenAPI and pages pass no JAX-RS filter; what needs the resource is JAX-RS. The
 * OpenAPI document is completed here from the resources' own annotations.
 */
package io.iotflow.platform.web;
