package io.iotflow.platform.listener;

import io.iotflow.stack.OtherServers;
import io.iotflow.stack.PayaraSeven;
import io.iotflow.tools.quickstart.JavaHome;

/** The same on Payara 7, whose Grizzly is another. */
@OtherServers
class HttpAttacksOnPayara7IT extends HttpAttacksIT {

    @Override
    JavaHome java() {
        return PayaraSeven.java();
    }
}
