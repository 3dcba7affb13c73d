package io.awd.api.health;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A virtual machine as its QEMU tells of it. Its signs of life are QEMU's answers to {@code query-status}, whatever the state that they name.
 */
@ConsumerType
public interface VirtualMachine extends Health {
    /** Who is told of the machine. Called on an event loop, one call at a time: must not block. An exception is logged and costs nothing else. */
    @ConsumerType
    interface Listener {
        /**
         * QEMU told of an event.
         *
         * @param name as QMP names it: {@code STOP}, {@code RESUME}, {@code RESET}, {@code SHUTDOWN}, {@code SUSPEND}, {@code WAKEUP}, {@code MIGRATION},
         *        {@code GUEST_PANICKED}, {@code COLO_EXIT}
         * @param data the strings, numbers and booleans of its {@code data} as text, by name; nested members are left out
         */
        void event(String name, Map<String, String> data);

        /** The run state was learnt, first of a connection or changed ({@code running}, {@code paused}, {@code colo}); it may follow the event by up to a probe. */
        void runState(String state);

        /** The connection to QEMU was lost. Nothing is known of the machine until {@link #runState} is called. */
        void lost(String why);
    }

    /** As query-status words it ({@code running}, {@code paused}, {@code colo}); empty while it is not known. Any thread; no allocation. */
    String runState();

    /**
     * Tells that listener from now on; it is told the present state at once if that is known. Any thread.
     *
     * @param withinMillis QEMU is asked often enough that, if it answers as it should, its last answer is never older than this
     * @return ends it; may be run twice, any thread
     */
    Runnable listen(Listener listener, long withinMillis);
}
