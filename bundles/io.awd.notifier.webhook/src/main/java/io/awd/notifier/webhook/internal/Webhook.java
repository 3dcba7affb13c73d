package io.awd.notifier.webhook.internal;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Link;
import io.awd.api.secret.Secret;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Posts each incident to one server. All that blocks is done on the workers. */
final class Webhook implements Instance<WebhookProperties>, Notifier {
    private final WebhookProperties properties;
    private final Target target;
    private final Headers headers;
    private final Trust trust;
    private final Optional<Link<Secret>> secret;
    private final Executor workers;
    private final Lane lane;
    private final Readiness readiness;
    private final Tally tally;

    Webhook(Creation<WebhookProperties> creation, Target target, Headers headers, Trust trust, Executor workers) {
        this.properties = creation.properties();
        this.target = target;
        this.headers = headers;
        this.trust = trust;
        this.secret = creation.link("secret", Secret.class);
        this.workers = workers;
        this.lane = new Lane(workers);
        this.readiness = new Readiness(creation.id(), this::look, workers, properties.probeInterval());
        this.tally = new Tally(creation.memento());
    }

    void open() {
        readiness.open();
    }

    @Override
    public void relinked(String property) {
        if (properties.probeInterval() > 0) {
            readiness.look();
        }
    }

    @Override
    public Syntax syntax() {
        return Syntax.INCIDENT;
    }

    @Override
    public Optional<String> notReady() {
        return secret.filter(link -> link.target().isEmpty()).map(link -> "secret '" + link.id() + "' is not there").or(readiness::obstacle).or(lane::obstacle);
    }

    @Override
    public CompletionStage<Outcome> send(Step step) {
        Sending sending = new Sending((deadline, stop) -> once(step, deadline, stop), properties, step.timeoutMillis(), tally::add);
        lane.add(sending);
        return sending.outcome();
    }

    private End once(Step step, long deadline, CompletableFuture<String> stop) {
        HttpClient client;
        HttpRequest.Builder request;
        try {
            client = trust.client();
            request = request(step);
        } catch (AwdException e) {
            return seen(new End.NothingSent(Text.of(e)));
        } catch (GeneralSecurityException | IOException e) {
            return seen(new End.NothingSent("TLS cannot be set up: " + Text.of(e)));
        }
        return seen(new Attempt(target).run(client, request, Payload.of(step), properties.connectTimeout(), deadline, stop));
    }

    private HttpRequest.Builder request(Step step) throws AwdException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.uri());
        headers.fixed().forEach(header -> request.header(header.name(), header.value()));
        if (secret.isPresent()) {
            Headers.Header header = headers.with(secret.get().id(), secret.get().target());
            request.header(header.name(), header.value());
        }
        if (!step.incident().id().isEmpty()) {
            request.header("Idempotency-Key", step.incident().id());
        }
        try {
            request.header("Connection", "close");
        } catch (IllegalArgumentException e) {
            // somebody has used Java's client before us, and it does not let us say so; kept connections are short-lived all the same
        }
        return request;
    }

    private End seen(End end) {
        if (end instanceof End.Answered || end instanceof End.Lost) {
            tally.request();
        }
        if (end instanceof End.Answered) {
            readiness.seen(Optional.empty());
        } else if (!(end instanceof End.Lost)) {
            readiness.seen(Optional.of(end.text()));
        }
        return end;
    }

    // ---- before the day

    private Probe.Found look() {
        Probe.Found found = Probe.of(target, trust, properties.connectTimeout());
        if (secret.isEmpty()) {
            return found;
        }
        List<Finding> findings = new ArrayList<>(found.findings());
        Optional<String> obstacle = found.obstacle();
        try {
            headers.with(secret.get().id(), secret.get().target());
            findings.add(new Finding(0, true, "secret '" + secret.get().id() + "' can be read"));
        } catch (AwdException e) {
            findings.add(new Finding(0, false, Text.of(e)));
            obstacle = obstacle.or(() -> Optional.of(Text.of(e)));
        }
        return new Probe.Found(obstacle, found.days(), findings);
    }

    @Override
    public CompletionStage<List<Finding>> check(List<Step> steps, long timeoutMillis) {
        List<Finding> late = List.of(new Finding(0, false, "could not be looked at within " + timeoutMillis + " ms"));
        try {
            // a little earlier than whoever asks gives up
            return CompletableFuture.supplyAsync(this::checked, workers).completeOnTimeout(late, timeoutMillis - timeoutMillis / 10, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedStage(late);
        }
    }

    private List<Finding> checked() {
        Probe.Found found = look();
        readiness.probed(found);
        return found.findings();
    }

    // ---- life

    @Override
    public WebhookStatus status() {
        Optional<String> why = notReady();
        return new WebhookStatus(why.isEmpty(), why.orElse(""), tally.requests(), tally.count(Outcome.Result.ACKNOWLEDGED),
                tally.count(Outcome.Result.FAILED), tally.count(Outcome.Result.UNKNOWN), tally.count(Outcome.Result.NOT_SENT), lane.waiting(),
                readiness.days(), tally.lastError());
    }

    @Override
    public Map<String, String> suspend() {
        end("its bundle leaves");
        return tally.memento();
    }

    @Override
    public void close() {
        end("it is deleted");
    }

    private void end(String why) {
        readiness.close();
        lane.close(why);
    }
}
