package io.awd.notifier.qmp.internal;

import com.google.gson.JsonArray;
import io.awd.api.iothread.IoThread;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The begin of a connection: QEMU's greeting, and qmp_capabilities. On the io thread only. */
final class Handshake {
    /** After this time a connection that was there before its reader is spoken to: its greeting may have gone unread. */
    static final long WAKE_MILLIS = 500;
    static final String NO_GREETING = "no greeting yet";
    static final String NO_CAPABILITIES = "no answer to qmp_capabilities yet";

    /** Whose it is. */
    interface Host {
        /** Sends a command of ours, if anything can be sent yet. */
        boolean tell(Command command, Consumer<Answer> then);

        /** What is being waited for. */
        void missing(String what);

        /** It is over. */
        void agreed();

        /** It failed. */
        void giveUp(String why);
    }

    private final IoThread thread;
    private final Host host;
    private Optional<IoThread.Timer> timer = Optional.empty();
    private Optional<Message.Greeting> greeting = Optional.empty();
    private boolean running;
    private boolean told;
    private volatile boolean noOob;
    private volatile String version = "";

    Handshake(IoThread thread, Host host) {
        this.thread = thread;
        this.host = host;
    }

    /** QEMU's version; empty while it is not known. Any thread. */
    String version() {
        return version;
    }

    /** Whether this QEMU is known not to take commands out of band. Any thread. */
    boolean noOob() {
        return noOob;
    }

    void begin() {
        running = true;
        host.missing(NO_GREETING);
        again(this::resume, WAKE_MILLIS);
    }

    /** The connection is gone. */
    void end() {
        running = false;
        told = false;
        greeting = Optional.empty();
        noOob = false;
        version = "";
        stopTimer();
    }

    /** Goes on, now that something can be sent. */
    void attached() {
        if (greeting.isPresent()) {
            resume();
        }
    }

    void greeting(Message.Greeting came) {
        greeting = Optional.of(came);
        version = came.version();
        if (told && running) {
            expect();
        } else {
            resume();
        }
    }

    private void resume() {
        if (running && !told) {
            // without a greeting it is tried, and QEMU says if it cannot
            negotiate(greeting.map(Message.Greeting::oob).orElse(true));
        }
    }

    private void negotiate(boolean oob) {
        Command capabilities = Command.of("qmp_capabilities");
        if (oob) {
            JsonArray enable = new JsonArray();
            enable.add("oob");
            capabilities.arguments().add("enable", enable);
        }
        stopTimer();
        // first, because it may come back at once that nothing went out
        told = true;
        if (!host.tell(capabilities, answer -> answered(oob, answer))) {
            told = false;
        } else if (told && running && greeting.isPresent()) {
            expect();
        }
    }

    /** Without a greeting nothing is expected: somebody else may hold the monitor, for as long as he likes. */
    private void expect() {
        host.missing(NO_CAPABILITIES);
        again(() -> host.giveUp("no answer to qmp_capabilities for " + Conversation.ANSWER_MILLIS + " ms"), Conversation.ANSWER_MILLIS);
    }

    private void answered(boolean oob, Answer answer) {
        if (answer instanceof Answer.NotSent) {
            told = false;
            again(this::resume, WAKE_MILLIS);
        } else if (answer instanceof Answer.Returned) {
            noOob = !oob;
            agreed();
        } else if (answer instanceof Answer.Refused refused) {
            if (refused.kind().equals("CommandNotFound")) {
                // whoever had the monitor before has negotiated
                agreed();
            } else if (oob) {
                negotiate(false);
            } else {
                host.giveUp("qmp_capabilities: " + refused.line());
            }
        }
    }

    private void agreed() {
        running = false;
        stopTimer();
        host.agreed();
    }

    private void again(Runnable task, long millis) {
        stopTimer();
        timer = Optional.of(thread.schedule(task, TimeUnit.MILLISECONDS.toNanos(millis)));
    }

    private void stopTimer() {
        timer.ifPresent(IoThread.Timer::cancel);
        timer = Optional.empty();
    }
}
