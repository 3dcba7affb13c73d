package io.awd.api.optscript;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Notifier;
import io.awd.api.object.AwdException;
import io.awd.api.object.Link;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** What runs when a watchdog expires: its script, read and checked when the watchdog was made, or nothing but the news. Keeps the incidents. */
@ProviderType
public interface OptScript {
    /**
     * How a script is sent; a copy of its watchdog's properties at that moment.
     *
     * @param stepTimeoutMillis how long to wait for a step's answer, where one can come
     * @param notifyDeadlineMillis how long to wait for a node to become ready, from when it is the node's turn; no step is sent after a longer wait
     * @param continueOnError whether the steps after one that failed are sent, and with {@code serial} the nodes after one of which a step failed served
     * @param serial one node after another, each when the one before has got its whole script. When a step of a node failed, its outcome is unknown or
     *        it was not tried (all but a step whose error is to be ignored), the nodes that follow get nothing: their steps are cancelled, "a node before
     *        it failed". Such an incident waits until no older one of this script is under way at any of its nodes. Else: to all nodes side by side,
     *        and what becomes of one has no effect on another
     */
    record Rules(long stepTimeoutMillis, long notifyDeadlineMillis, boolean continueOnError, boolean serial) {
    }

    /** A script on its way. Any thread. */
    @ProviderType
    interface Run {
        /** The incident's id. */
        String incident();

        /**
         * Takes it back, for each node of which no step has begun; a begun script runs to its end. With {@code serial} it is one script for all nodes:
         * it is taken back whole while no step of any node has begun, and once one has, the nodes that follow are served, too. A step that turns out not
         * to have gone out has not begun.
         */
        void cancel(String why);

        /** Completes normally when all is over: whether anything was sent. */
        CompletionStage<Boolean> done();
    }

    /**
     * A finding of a dry run.
     *
     * @param node the notification node's id
     * @param step the step's text; empty: the node itself
     * @param finding what was found
     */
    record Checked(String node, String step, Finding finding) {
    }

    /**
     * Sends it to the notification nodes. Returns at once; any thread, event loops too. The incident is on record before its first byte goes out; what
     * becomes of each step is told as the event {@code incident}.
     */
    Run run(Expiry expiry, List<Link<Notifier>> nodes, Rules rules);

    /**
     * Goes on with an incident that the end of the daemon interrupted: sends the steps that had not begun, and those that say that they may be repeated.
     * What was under way then is unknown and stops nothing: whoever resumes has looked. What had failed before stops what follows it, as it would have;
     * with {@code serial} the nodes that follow, too.
     *
     * @throws AwdException there is no such incident, it is not interrupted, or the script has changed since
     */
    Run resume(String incident, List<Link<Notifier>> nodes, Rules rules) throws AwdException;

    /** What {@link #run} would send now, for people: a line for each step. */
    String plan(List<Link<Notifier>> nodes);

    /** A dry run: would it work? Nothing is executed. Completes normally within about that time. */
    CompletionStage<List<Checked>> check(List<Link<Notifier>> nodes, long timeoutMillis);

    /**
     * Reads the file anew, for the next run.
     *
     * @throws AwdException it cannot be read, or there is none; the script of before stays
     */
    void reload() throws AwdException;

    /** Which node the script has steps for that is none of these, as an error; empty: there is none. Cheap; any thread. */
    Optional<String> stranger(List<Link<Notifier>> nodes);

    /** Why the script could not be sent to these nodes now, in a few words; empty: it could. Cheap; any thread. */
    Optional<String> notReady(List<Link<Notifier>> nodes);
}
