/**
 * A data folder as one file, and back. The database is copied while it works, as PostgreSQL's low-level base backup does
 * it: the embedded distribution has neither pg_dump nor pg_basebackup, and a file copy needs no program of the user's
 * that would have to fit the server's version. The broker is held for the moments of its copy. InfluxDB and the broker
 * come before the database: what is on its way in between comes twice and is stored once, and nothing is missing.
 */
package io.iotflow.tools.backup;
