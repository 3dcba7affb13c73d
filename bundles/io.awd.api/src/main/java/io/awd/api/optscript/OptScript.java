package io.awd.api.optscript;

import io.awd.api.notifier.Notifier;
import io.awd.api.object.Link;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** A script that was read and checked when its watchdog was made. */
@ProviderType
public interface OptScript {
    /**
     * How a script is sent; a copy of its watchdog's properties at that moment.
     *
     * @param stepTimeoutMillis how long to wait for a step's answer, where one can come
     * @param notifyDeadlineMillis how long to wait for a node to become ready; no step is sent later
     * @param continueOnError whether the steps after one that failed are sent
     */
    record Rules(long stepTimeoutMillis, long notifyDeadlineMillis, boolean continueOnError) {
    }

    /** A script on its way. Any thread. */
    @ProviderType
    interface Run {
        /** Takes it back, for each node of which no step has begun; a begun script runs to its end. */
        void cancel(String why);

        /** Completes normally when all is over: whether anything was sent. */
        CompletionStage<Boolean> done();
    }

    /** Sends it to the notification nodes. Returns at once; any thread, event loops too. What becomes of it is told as the event {@code incident}. */
    Run run(Expiry expiry, List<Link<Notifier>> nodes, Rules rules);
}
