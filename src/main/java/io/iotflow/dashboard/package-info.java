/**
 * Dashboards that operators save: a range of time and panels, each with a question of the query API and what it looks like. The server
 * checks and keeps them, and computes nothing: whoever shows one asks the questions.
 */
package io.iotflow.dashboard;
