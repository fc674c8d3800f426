/**
 * What server-config ships: the files agree with each other and with the product, and where a program that reads them is
 * installed it is started with them.
 */
package io.iotflow.serverconfig;
