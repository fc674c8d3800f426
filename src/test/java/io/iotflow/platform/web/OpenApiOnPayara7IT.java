package io.iotflow.platform.web;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.OnPayara7;

/** The same on Payara 7. */
@FullSuite
@Deployed(OnPayara7.class)
class OpenApiOnPayara7IT extends OpenApiIT {}
