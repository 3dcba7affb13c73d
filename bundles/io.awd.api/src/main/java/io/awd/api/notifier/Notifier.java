package io.awd.api.notifier;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One way out for opt-scripts. Implemented by the instances of a notifier type. All methods from any thread, event loops too: they must not block.
 * The executor sends one step at a time to a notifier that takes RAW or LINES, and waits for its outcome; INCIDENT steps may come side by side.
 */
@ConsumerType
public interface Notifier {
    /** How it wants a script. */
    enum Syntax {
        /** The file's bytes as they are, in one step. */
        RAW,
        /** A step a line; empty lines and those that begin with {@code #} are none. */
        LINES,
        /** One step: it tells of the incident, with or without the script's text. */
        INCIDENT
    }

    /** How it wants a script. */
    Syntax syntax();

    /** Why a step could not go out now, in a few words ({@code not connected}); empty: it could. A notifier finds out by itself, before the day. */
    Optional<String> notReady();

    /** Whether a step could go out now. */
    default boolean ready() {
        return notReady().isEmpty();
    }

    /**
     * Sends a step, at most once: what went out in part is {@link Outcome.Result#UNKNOWN} when no answer comes within the step's time, or when the
     * connection or this notifier ends before. A late answer is never taken for the next step's.
     *
     * @return always completes normally, with the outcome
     */
    CompletionStage<Outcome> send(Step step);

    /**
     * A dry run: would these steps work? Executes nothing and changes nothing on the other side.
     *
     * @param timeoutMillis for all of it
     * @return always completes normally; nothing found: nothing but {@link #notReady} can be said
     */
    default CompletionStage<List<Finding>> check(List<Step> steps, long timeoutMillis) {
        return CompletableFuture.completedStage(List.of());
    }
}
