package io.awd.notifier.exec.internal;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs one program, a thread for each run; there are no threads while nothing runs. */
final class ExecNotifier implements Instance<ExecNotifierType.Properties>, Notifier {
    private static final int WAITING = 256;
    private static final long IDLE_MILLIS = 1000;
    private static final long CLOSE_MILLIS = 3 * ProcessTree.GRACE_MILLIS;
    private final Program program;
    private final Presence presence;
    private final Tally tally;
    private final ThreadPoolExecutor runners;
    /** Ends what has waited too long for its turn. */
    private final ScheduledThreadPoolExecutor patience;
    private volatile long timeLimit;
    private volatile boolean closed;

    ExecNotifier(Creation<ExecNotifierType.Properties> creation) {
        ExecNotifierType.Properties properties = creation.properties();
        program = new Program(properties.program().toAbsolutePath(), properties.args(), properties.dir());
        presence = new Presence(program.file(), program.dir());
        tally = new Tally(creation.memento());
        timeLimit = properties.timeLimit();
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, "awd-exec-" + creation.id());
            thread.setDaemon(true);
            return thread;
        };
        runners = new ThreadPoolExecutor(properties.maxRunning(), properties.maxRunning(), IDLE_MILLIS, TimeUnit.MILLISECONDS,
                new ArrayBlockingQueue<>(WAITING), threads);
        runners.allowCoreThreadTimeOut(true);
        patience = new ScheduledThreadPoolExecutor(1, threads);
        patience.setKeepAliveTime(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        patience.allowCoreThreadTimeOut(true);
        patience.setRemoveOnCancelPolicy(true);
        patience.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Syntax syntax() {
        return Syntax.INCIDENT;
    }

    @Override
    public Optional<String> notReady() {
        return presence.obstacle();
    }

    @Override
    public CompletionStage<Outcome> send(Step step) {
        Run run = new Run(program, step, timeLimit, () -> closed, presence::failed);
        try {
            Future<?> limit = patience.schedule(() -> expire(run, step), step.timeoutMillis(), TimeUnit.MILLISECONDS);
            run.outcome().thenRun(() -> limit.cancel(false));
            runners.execute(run);
        } catch (RejectedExecutionException e) {
            run.refuse(closed ? "the notifier goes" : WAITING + " programs are waiting already");
        }
        return run.outcome().thenApply(outcome -> {
            tally.count(outcome);
            return outcome;
        });
    }

    private void expire(Run run, Step step) {
        if (run.refuse("others ran for all of its " + step.timeoutMillis() + " ms")) {
            runners.remove(run);
        }
    }

    @Override
    public CompletionStage<List<Finding>> check(List<Step> steps, long timeoutMillis) {
        return CompletableFuture.completedStage(presence.findings());
    }

    @Override
    public ExecStatus status() {
        Optional<String> obstacle = notReady();
        return new ExecStatus(obstacle.isEmpty(), obstacle.orElse(""), runners.getActiveCount(), runners.getQueue().size(),
                tally.of(Outcome.Result.ACKNOWLEDGED), tally.of(Outcome.Result.FAILED), tally.of(Outcome.Result.UNKNOWN),
                tally.of(Outcome.Result.NOT_SENT), tally.lastError());
    }

    @Override
    public void set(ExecNotifierType.Properties properties) {
        timeLimit = properties.timeLimit();
    }

    @Override
    public Map<String, String> suspend() {
        close();
        return tally.memento();
    }

    /** Kills what runs. Interrupts nobody: who is told of an outcome on one of these threads may be writing a file. */
    @Override
    public void close() {
        closed = true;
        runners.shutdown();
        patience.shutdown();
        List<Runnable> waiting = new ArrayList<>();
        runners.getQueue().drainTo(waiting);
        waiting.forEach(run -> ((Run) run).refuse("the notifier goes"));
        try {
            runners.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
