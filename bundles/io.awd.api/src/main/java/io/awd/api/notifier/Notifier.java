package io.awd.api.notifier;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** One way out for opt-scripts. Implemented by the instances of a notifier type. All methods from any thread, event loops too: they must not block. */
@ConsumerType
public interface Notifier {
    /** How it wants a script. */
    enum Syntax {
        /** The file's bytes as they are, in one step. */
        RAW,
        /** A step a line. */
        LINES
    }

    /** How it wants a script. */
    Syntax syntax();

    /** Whether a step could go out now. */
    boolean ready();

    /** Sends a step. The stage always completes normally, with the outcome. */
    CompletionStage<Outcome> send(Step step);
}
