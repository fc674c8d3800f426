package io.iotflow.platform.web;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPayara7;
import io.iotflow.stack.OtherServers;

/** The same on Payara 7. */
@OtherServers
@Deployed(OnPayara7.class)
class OpenApiOnPayara7IT extends OpenApiIT {}
