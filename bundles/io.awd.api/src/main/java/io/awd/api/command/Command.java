package io.awd.api.command;

import io.awd.api.object.AwdException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A command of the Gogo shell and of the monitor: a service. A name of two words ({@code info watchdogs}) is a topic of a command that several bundles share. */
@ConsumerType
public interface Command {
    /** {@code object-add}, {@code info watchdogs}. QEMU's HMP spelling with an underscore is accepted for each. */
    String name();

    /** What it takes, {@code TYPE,id=ID[,PROPERTY=VALUE]...}; empty: nothing. */
    String arguments();

    /** One sentence. */
    String text();

    /** What the last word could become; the words so far, the last one as far as it is typed. */
    default List<String> complete(List<String> words) {
        return List.of();
    }

    /**
     * Runs it on the door's thread.
     *
     * @return what to show, lines separated by \n and without one at the end; may be empty
     * @throws AwdException the reason why nothing was done
     */
    String run(List<String> arguments) throws AwdException;
}
