package io.awd.notifier.hmp.internal;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Asks the monitor for its help on each step's command; that executes nothing. Says whether QEMU has the command, not whether the arguments fit. */
final class DryRun {
    /** Who sends lines. */
    interface Asking {
        CompletionStage<Answer> ask(byte[] line, long timeoutMillis);
    }

    private final Asking asking;
    private final LongSupplier nanoTime;
    private final long end;

    DryRun(Asking asking, LongSupplier nanoTime, long timeoutMillis) {
        this.asking = asking;
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** One finding for each step, in order. */
    CompletionStage<List<Finding>> run(List<Step> steps) {
        CompletionStage<List<Finding>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (Step step : steps) {
            all = all.thenCompose(findings -> look(step).thenApply(finding -> {
                findings.add(finding);
                return findings;
            }));
        }
        return all.thenApply(List::copyOf);
    }

    /** What can be said of each step without the monitor, which cannot be asked for this reason. */
    List<Finding> unasked(List<Step> steps, String why) {
        return Stream.concat(Stream.of(new Finding(0, false, why)), steps.stream().map(step -> fault(step)
                .map(fault -> new Finding(step.number(), false, HmpNotifier.cut(fault)))
                .orElseGet(() -> new Finding(step.number(), true, "it can be sent; the monitor was not asked")))).toList();
    }

    private static Optional<String> fault(Step step) {
        String name = Command.name(step.bytes());
        return Command.fault(step.bytes()).or(() -> Command.possible(name) ? Optional.empty() : Optional.of("unknown command: '" + name + "'"));
    }

    private CompletionStage<Finding> look(Step step) {
        Optional<String> fault = fault(step);
        long left = TimeUnit.NANOSECONDS.toMillis(end - nanoTime.getAsLong());
        if (fault.isPresent()) {
            return bad(step, fault.get());
        } else if (left <= 0) {
            return bad(step, "not asked, the time was over");
        }
        byte[] help = Command.help(step.bytes()).getBytes(StandardCharsets.US_ASCII);
        return asking.ask(help, Math.min(left, Conversation.PROBE_MILLIS)).thenApply(answer -> finding(step, answer));
    }

    private static CompletionStage<Finding> bad(Step step, String why) {
        return CompletableFuture.completedStage(new Finding(step.number(), false, HmpNotifier.cut(why)));
    }

    private static Finding finding(Step step, Answer answer) {
        if (answer instanceof Answer.NotSent not) {
            return new Finding(step.number(), false, not.why());
        } else if (answer instanceof Answer.Lost lost) {
            return new Finding(step.number(), false, lost.why());
        }
        Reply reply = ((Answer.Replied) answer).reply();
        String first = reply.text().lines().findFirst().orElse("");
        boolean good = reply.error().isEmpty() && !first.isEmpty();
        return new Finding(step.number(), good, HmpNotifier.cut(reply.error().orElse(first.isEmpty() ? "the monitor has no help on it" : first)));
    }
}
