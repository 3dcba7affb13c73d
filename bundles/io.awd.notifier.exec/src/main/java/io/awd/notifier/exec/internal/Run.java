package io.awd.notifier.exec.internal;

import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a program: waits for its turn, and then either is not started or has one outcome. Its thread never waits for a read or a write. */
final class Run implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    private static final long SHORTEST_WAIT_MILLIS = 1;
    private static final long LONGEST_WAIT_MILLIS = 16;
    private final Program program;
    private final Step step;
    private final long limitMillis;
    private final BooleanSupplier ending;
    private final Consumer<String> notStarted;
    private final long asked = System.nanoTime();
    private final AtomicBoolean decided = new AtomicBoolean();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    /**
     * @param limitMillis how long it may run; the step's own time counts from now on
     * @param ending whether the notifier goes
     * @param notStarted is told why the program could not be started
     */
    Run(Program program, Step step, long limitMillis, BooleanSupplier ending, Consumer<String> notStarted) {
        this.program = program;
        this.step = step;
        this.limitMillis = limitMillis;
        this.ending = ending;
        this.notStarted = notStarted;
    }

    CompletionStage<Outcome> outcome() {
        return outcome;
    }

    /** It is not started, unless it has been. */
    boolean refuse(String why) {
        boolean mine = decided.compareAndSet(false, true);
        if (mine) {
            outcome.complete(Outcome.notSent(why));
        }
        return mine;
    }

    @Override
    public void run() {
        if (ending.getAsBoolean()) {
            refuse("the notifier goes");
        } else if (decided.compareAndSet(false, true)) {
            start().ifPresent(this::follow);
        }
    }

    private Optional<Process> start() {
        try {
            return Optional.of(program.start(step));
        } catch (IOException | RuntimeException | LinkageError e) {
            String why = Optional.ofNullable(e.getMessage()).orElse(e.toString());
            notStarted.accept(why);
            outcome.complete(Outcome.notSent(why));
            return Optional.empty();
        }
    }

    private void follow(Process process) {
        InputStream out = process.getInputStream();
        // The JDK empties the pipe into memory when the process ends, under this monitor; while descendants go on writing that may have no end.
        synchronized (out) {
            long started = System.nanoTime();
            Output output = new Output();
            try {
                if (ended(process, started, out, output)) {
                    outcome.complete(ExitStatus.outcome(process.exitValue(), output.text()));
                } else {
                    kill(process, started, output);
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} cannot be followed", program.file(), e);
                kill(process, started, output);
            } finally {
                close(out);
            }
        }
    }

    /** Whether it ended by itself, in time. What it wrote has been read then, so far as that is kept. */
    private boolean ended(Process process, long started, InputStream out, Output output) throws IOException {
        long wait = SHORTEST_WAIT_MILLIS;
        while (!over(started)) {
            boolean wrote = output.readFrom(out);
            wait = wrote ? SHORTEST_WAIT_MILLIS : Math.min(wait * 2, LONGEST_WAIT_MILLIS);
            if (wrote ? !process.isAlive() : waited(process, wait)) {
                output.fillFrom(out);
                return true;
            }
        }
        return false;
    }

    private boolean over(long started) {
        long now = System.nanoTime();
        return ending.getAsBoolean() || now - started >= TimeUnit.MILLISECONDS.toNanos(limitMillis)
                || now - asked >= TimeUnit.MILLISECONDS.toNanos(step.timeoutMillis());
    }

    private static boolean waited(Process process, long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // nobody here interrupts; whoever does finds a program that ends at its limit
            return !process.isAlive();
        }
    }

    /** The outcome comes before the end of those that need SIGKILL: whoever waits for the step gives up soon after its time. */
    private void kill(Process process, long started, Output output) {
        ProcessTree tree = new ProcessTree(process.toHandle());
        tree.terminate();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        outcome.complete(Outcome.unknown("killed after " + millis + " ms" + (ending.getAsBoolean() ? ", as the notifier goes" : "")
                + ExitStatus.and(output.text())));
        tree.kill();
    }

    private static void close(InputStream out) {
        try {
            out.close();
        } catch (IOException e) {
            LOG.debug("a pipe does not close", e);
        }
    }
}
