package io.iotflow.alert;

import io.iotflow.telemetry.store.LogTail;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes the evaluation as it was after its last turn: what rules remember is read as of when it was stored, and what the log has
 * had since is judged again, without opening or clearing anything; which alerts are open, their rows say.
 */
@Dependent
class Loader {

    private static final Logger LOG = Logger.getLogger(Loader.class.getName());
    private static final int ROWS = 2_000;

    private final RuleStore rules;
    private final StateStore states;
    private final AlertWriter alerts;
    private final Fleet fleet;
    private final AlertSettings settings;

    @Inject
    Loader(RuleStore rules, StateStore states, AlertWriter alerts, Fleet fleet, AlertSettings settings) {
        this.rules = rules;
        this.states = states;
        this.alerts = alerts;
        this.fleet = fleet;
        this.settings = settings;
    }

    /** The enabled rules, of which one that cannot be read any more does not stop the others. */
    RuleBook rules() {
        List<Rule> all = new ArrayList<>();
        for (StoredRule stored : rules.all()) {
            if (stored.enabled()) {
                try {
                    RuleDefinition definition = RuleReader.read(stored.json(), stored.name(), settings.offlineAfter);
                    all.add(new Rule(stored.id(), stored.version(), stored.activeAt(), definition));
                } catch (RuntimeException e) {
                    LOG.log(Level.SEVERE, e, () -> "alert rule " + stored.name() + " cannot be used");
                }
            }
        }
        return new RuleBook(all);
    }

    Evaluation empty() {
        return new Evaluation(settings.oldest, settings.states);
    }

    /** The evaluation as of the cursor; without enabled rules an empty one, which knows no devices. */
    Evaluation load(CursorStore.Cursor cursor, LogTail tail) {
        Evaluation evaluation = empty();
        RuleBook book = rules();
        if (book.all().isEmpty()) {
            return evaluation;
        }
        fleet.takeChanged(); // before the devices are read
        Result nothing = new Result();
        fleet.all().forEach(it -> evaluation.put(it, Instant.EPOCH, nothing));
        evaluation.use(book);
        states.load(evaluation);
        long position = cursor.statesPosition();
        while (position < cursor.position()) {
            LogTail.Page page = tail.between(position, cursor.position(), ROWS);
            evaluation.judge(page.rows(), nothing);
            position = page.isLast() || page.rows().isEmpty()
                    ? cursor.position()
                    : page.rows().get(page.rows().size() - 1).id();
        }
        alerts.agree(evaluation, cursor.statesTurn());
        return evaluation;
    }
}
