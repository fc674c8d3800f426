package io.iotflow.tools.prototype;

import io.iotflow.tools.api.ApiClient.Answer;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes the accounts of the prototype's Mosquitto over: devices that know nothing but their MQTT password. */
final class BrokerAccounts {

    private static final String TABLE = "mosquitto";

    private final Server server;
    private final ImportReport report;
    private final boolean dryRun;
    private final PrintStream out;

    BrokerAccounts(Server server, ImportReport report, boolean dryRun, PrintStream out) {
        this.server = server;
        this.report = report;
        this.dryRun = dryRun;
        this.out = out;
    }

    /** Returns the ids of the devices that have one here now, or would have. */
    Set<String> take(List<PasswordFile.Account> accounts) throws InterruptedException {
        Set<String> devices = new HashSet<>();
        int taken = 0;
        int known = 0;
        for (PasswordFile.Account account : accounts) {
            if (account.isTheServers()) {
                report.leftOut(
                        TABLE,
                        account.line(),
                        account.user(),
                        "the prototype's server's: IoTFlow has an account of its own");
                continue;
            }
            Answer answer = server.importDevice(account.request());
            if (answer.status() >= 400) {
                report.leftOut(TABLE, account.line(), account.user(), answer.detail());
            } else {
                devices.add(account.user());
                boolean isHere = answer.json().getString("message").endsWith("already");
                known += isHere ? 1 : 0;
                taken += isHere ? 0 : 1;
            }
        }
        out.println("MQTT accounts: " + accounts.size() + " there, " + taken
                + (dryRun ? " could be taken, " : " taken now, ") + known + " here already");
        return devices;
    }
}
