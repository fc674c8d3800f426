/**
 * Alerts: rules that an operator declares are judged on every message that the log has committed, and on silence. The evaluation
 * follows the log by a position that it stores in the transaction in which it opens and clears alerts, so each reading is judged
 * exactly once, whenever a node ends (ADR 32). What judges knows no database: the same classes try a rule on history.
 */
package io.iotflow.alert;
