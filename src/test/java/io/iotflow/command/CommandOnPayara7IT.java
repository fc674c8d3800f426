package io.iotflow.command;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.OnPayara7;

/** The same on Payara 7. */
@FullSuite
@Deployed(OnPayara7.class)
class CommandOnPayara7IT extends CommandIT {}
