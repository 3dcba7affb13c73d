package io.awd.optscript.internal;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.Link;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A notification node and the link to it. It takes a step at once, unless told otherwise. */
final class FakeNode implements Link<Notifier>, Notifier {
    final List<Step> got = new CopyOnWriteArrayList<>();
    volatile boolean there = true;
    volatile boolean ready = true;
    private final String id;
    private final Syntax syntax;
    volatile Runnable whenAsked = () -> { };
    volatile Function<List<Step>, CompletionStage<List<Finding>>> findings = steps -> CompletableFuture.completedStage(List.of());
    private volatile Function<Step, CompletionStage<Outcome>> answers = step -> CompletableFuture.completedStage(new Outcome(Outcome.Result.SENT, ""));

    private FakeNode(String id, Syntax syntax) {
        this.id = id;
        this.syntax = syntax;
    }

    static FakeNode raw(String id) {
        return new FakeNode(id, Syntax.RAW);
    }

    static FakeNode lines(String id) {
        return new FakeNode(id, Syntax.LINES);
    }

    FakeNode unready() {
        ready = false;
        return this;
    }

    FakeNode away() {
        there = false;
        return this;
    }

    FakeNode answering(Function<Step, CompletionStage<Outcome>> how) {
        answers = how;
        return this;
    }

    /** The step of that number ends so, the others are sent. */
    FakeNode step(int number, Outcome.Result result, String detail) {
        return answering(step -> CompletableFuture.completedStage(
                step.number() == number ? new Outcome(result, detail) : new Outcome(Outcome.Result.SENT, "")));
    }

    /** Every step waits for the answer that is returned here. */
    CompletableFuture<Outcome> held() {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        answers = step -> answer;
        return answer;
    }

    List<String> texts() {
        return got.stream().map(step -> new String(step.bytes(), StandardCharsets.UTF_8)).toList();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Optional<Notifier> target() {
        return there ? Optional.of(this) : Optional.empty();
    }

    @Override
    public Syntax syntax() {
        whenAsked.run();
        return syntax;
    }

    @Override
    public Optional<String> notReady() {
        return ready ? Optional.empty() : Optional.of("not connected");
    }

    @Override
    public CompletionStage<List<Finding>> check(List<Step> steps, long timeoutMillis) {
        return findings.apply(steps);
    }

    @Override
    public CompletionStage<Outcome> send(Step step) {
        got.add(step);
        return answers.apply(step);
    }
}
