package io.awd.notifier.exec.internal;

import io.awd.api.notifier.Outcome;
import java.util.List;

/** What the end of a program means. */
final class ExitStatus {
    /** By their numbers on Linux, from 1. */
    private static final List<String> SIGNALS = List.of("SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL",
            "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN",
            "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS");
    /** A process that a signal killed is said to have this much more than the signal's number, as in a shell. */
    private static final int SIGNALLED = 128;

    private ExitStatus() {
    }

    static Outcome outcome(int status, String output) {
        if (status == 0) {
            return Outcome.acknowledged(output);
        }
        int signal = status - SIGNALLED;
        String killed = signal >= 1 && signal <= SIGNALS.size() ? " (killed by " + SIGNALS.get(signal - 1) + ")" : "";
        return Outcome.failed("exit status " + status + killed + and(output));
    }

    /** The output behind something else. */
    static String and(String output) {
        return output.isEmpty() ? "" : ": " + output;
    }
}
