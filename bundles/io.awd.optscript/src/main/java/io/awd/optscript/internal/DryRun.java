package io.awd.optscript.internal;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Step;
import io.awd.api.object.Link;
import io.awd.api.optscript.OptScript.Checked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Asks the nodes whether a script would work. */
final class DryRun {
    /** A notifier keeps the time itself and knows better what it was waiting for; this is for one that does not. */
    private static final long GRACE_MILLIS = 500;

    private DryRun() {
    }

    static CompletionStage<List<Checked>> of(Content content, String watchdog, List<Link<Notifier>> nodes, long timeoutMillis) {
        CompletionStage<List<Checked>> all = CompletableFuture.completedStage(List.of());
        for (Link<Notifier> node : nodes) {
            all = all.thenCombine(one(content, watchdog, node, timeoutMillis), DryRun::concat);
        }
        return all;
    }

    private static List<Checked> concat(List<Checked> some, List<Checked> more) {
        List<Checked> both = new ArrayList<>(some);
        both.addAll(more);
        return both;
    }

    private static CompletionStage<List<Checked>> one(Content content, String watchdog, Link<Notifier> node, long timeoutMillis) {
        Optional<Notifier> notifier = node.target();
        if (notifier.isEmpty()) {
            return CompletableFuture.completedStage(List.of(bad(node, "its bundle is not there")));
        }
        try {
            List<Step> steps = steps(content, watchdog, node.id(), notifier.get().syntax(), timeoutMillis);
            if (steps.isEmpty()) {
                return CompletableFuture.completedStage(List.of(bad(node, "no step of the script goes to it")));
            }
            return notifier.get().check(steps, timeoutMillis).toCompletableFuture().orTimeout(timeoutMillis + GRACE_MILLIS, TimeUnit.MILLISECONDS)
                    .handle((found, error) -> error != null || found == null ? List.of(bad(node, "no answer within " + timeoutMillis + " ms"))
                            : checked(node, notifier.get(), steps, found));
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.completedStage(List.of(bad(node, "the notifier failed: " + e)));
        }
    }

    private static List<Step> steps(Content content, String watchdog, String node, Notifier.Syntax syntax, long timeoutMillis) {
        Incident none = new Incident("", watchdog, "check", "dry run", -1, 0, Instant.now(), Incident.thisHost(), "", content.digest());
        List<Step> steps = new ArrayList<>();
        for (Content.Line line : content.lines(syntax, node)) {
            steps.add(new Step(none, steps.size() + 1, line.bytes(), timeoutMillis));
        }
        return steps;
    }

    private static List<Checked> checked(Link<Notifier> node, Notifier notifier, List<Step> steps, List<Finding> found) {
        List<Checked> all = new ArrayList<>();
        if (found.stream().noneMatch(finding -> finding.step() == 0)) {
            Optional<String> why = notifier.notReady();
            all.add(new Checked(node.id(), "", new Finding(0, why.isEmpty(), why.map(text -> "not ready: " + text).orElse("ready"))));
        }
        for (Finding finding : found) {
            boolean known = finding.step() > 0 && finding.step() <= steps.size();
            all.add(new Checked(node.id(), known ? Printable.of(steps.get(finding.step() - 1).bytes()) : "", finding));
        }
        return all;
    }

    private static Checked bad(Link<Notifier> node, String why) {
        return new Checked(node.id(), "", new Finding(0, false, why));
    }
}
