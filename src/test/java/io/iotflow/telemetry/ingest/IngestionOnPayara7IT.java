package io.iotflow.telemetry.ingest;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPayara7;
import io.iotflow.stack.OtherServers;

/** The same on Payara 7. */
@OtherServers
@Deployed(OnPayara7.class)
class IngestionOnPayara7IT extends IngestionIT {}
