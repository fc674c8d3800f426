package io.iotflow.command;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPayara7;
import io.iotflow.stack.OtherServers;

/** The same on Payara 7. */
@OtherServers
@Deployed(OnPayara7.class)
class CommandOnPayara7IT extends CommandIT {}
