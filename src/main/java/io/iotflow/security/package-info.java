/**
 * Who is calling, and what that caller may do. A key in {@code X-API-Key} becomes a principal with roles; a resource
 * method without a rule is denied.
 */
package io.iotflow.security;
