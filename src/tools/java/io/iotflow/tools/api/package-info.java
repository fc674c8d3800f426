/** The running product by its HTTP interface, as the tools use it: the one way in that is a contract. */
package io.iotflow.tools.api;
