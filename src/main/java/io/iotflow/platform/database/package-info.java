/**
 * PostgreSQL for all modules: where it is, its schema brought up to date at start, and whether it answers. Tables belong
 * to the modules; this one only knows that they exist.
 */
package io.iotflow.platform.database;
