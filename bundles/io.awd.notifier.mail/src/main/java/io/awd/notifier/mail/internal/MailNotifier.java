package io.awd.notifier.mail.internal;

import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Link;
import io.awd.api.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one mail for each incident, on a thread of its own. */
final class MailNotifier implements Instance<MailProperties>, Notifier {
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    private final String id;
    private final Server server;
    private final Letter letter;
    private final Optional<Link<Secret>> secret;
    private final IoThread clock;
    private final Worker worker;
    private final Health health;
    private final Counters counters;
    private final Set<Post> posts = ConcurrentHashMap.newKeySet();
    /** What is under way besides mails, and who is told when it is given up. */
    private final Map<Sockets, Consumer<String>> others = new ConcurrentHashMap<>();
    /** A connection that is still open because the next mail waits; only the worker changes it. */
    private volatile Optional<Open> kept = Optional.empty();
    private volatile boolean closed;

    /** A connection and how to cut it off. */
    private record Open(Conversation conversation, Sockets sockets) {
    }

    /** What is done with a connection that is not for a mail. */
    private interface Use {
        void of(Conversation conversation) throws Undelivered;
    }

    MailNotifier(Creation<MailProperties> creation, Server server, Letter letter) {
        this.id = creation.id();
        this.server = server;
        this.letter = letter;
        this.secret = creation.link("password_secret", Secret.class);
        this.clock = creation.ioThread();
        this.worker = new Worker(id);
        this.counters = new Counters(creation.memento());
        this.health = new Health(id, clock, creation.properties().probeInterval(), this::probe);
    }

    void open() {
        health.open();
    }

    @Override
    public void relinked(String property) {
        health.askSoon();
    }

    @Override
    public Syntax syntax() {
        return Syntax.INCIDENT;
    }

    @Override
    public Optional<String> notReady() {
        return secret.isPresent() && secret.get().target().isEmpty() ? Optional.of("its secret is not there") : health.trouble();
    }

    @Override
    public CompletionStage<Outcome> send(Step step) {
        Post post = new Post(step, this::ended);
        posts.add(post);
        try {
            IoThread.Timer limit = clock.schedule(() -> post.giveUp(server.where() + ": no answer within " + step.timeoutMillis() + " ms"),
                    TimeUnit.MILLISECONDS.toNanos(step.timeoutMillis()));
            post.outcome().thenRun(() -> {
                limit.cancel();
                posts.remove(post);
            });
            worker.execute(() -> go(post));
        } catch (RejectedExecutionException e) {
            post.end(rejected());
            posts.remove(post);
        }
        if (closed) {
            post.giveUp("the notifier ends");
        }
        return post.outcome();
    }

    private Outcome rejected() {
        return Outcome.notSent(closed ? "the notifier ends" : "more than " + Worker.LIMIT + " mails are waiting");
    }

    private void ended(Outcome outcome) {
        counters.count(outcome);
        switch (outcome.result()) {
            case ACKNOWLEDGED -> health.good();
            case NOT_SENT -> health.bad(outcome.detail());
            default -> health.askSoon();
        }
    }

    private void go(Post post) {
        if (post.ended()) {
            return;
        }
        try {
            post.end(Outcome.acknowledged(deliver(post)));
        } catch (Undelivered e) {
            drop();
            post.end(e.outcome());
        } catch (RuntimeException | LinkageError e) {
            drop();
            LOG.warn("{}: a mail could not be made", id, e);
            post.end(post.handedOver() ? Outcome.unknown(Line.of(e.toString())) : Outcome.failed(Line.of(e.toString())));
        }
        if (!worker.somethingWaits()) {
            drop();
        }
    }

    private void drop() {
        kept.ifPresent(open -> open.conversation().quit());
        kept = Optional.empty();
    }

    /** A connection that the mail before left open may have ended since: as long as nothing was handed over, a new one is tried. */
    private String deliver(Post post) throws Undelivered {
        if (kept.isPresent()) {
            try {
                return deliver(post, kept.get());
            } catch (Undelivered e) {
                drop();
                if (!e.again() || post.handedOver() || post.ended()) {
                    throw e;
                }
            }
        }
        Sockets sockets = new Sockets(server);
        post.by(sockets);
        Open open = new Open(Conversation.with(server, sockets), sockets);
        kept = Optional.of(open);
        open.conversation().open(password());
        return deliver(post, open);
    }

    private String deliver(Post post, Open open) throws Undelivered {
        post.by(open.sockets());
        return open.conversation().deliver(letter, post.step(), post::handOver);
    }

    private Optional<String> password() throws Undelivered {
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = secret.get().target().orElseThrow(() -> new Undelivered(Outcome.notSent("its secret is not there"))).bytes();
            String password = new String(bytes, StandardCharsets.UTF_8);
            Arrays.fill(bytes, (byte) 0);
            return Optional.of(password);
        } catch (AwdException e) {
            throw new Undelivered(Outcome.notSent(Line.of("secret " + secret.get().id() + ": " + e.getMessage())));
        }
    }

    private void probe() {
        use(server.timeoutMillis(), health::bad, conversation -> {
        }).thenAccept(trouble -> trouble.ifPresentOrElse(this::troubled, health::good));
    }

    private void troubled(Outcome outcome) {
        if (outcome.result() == Outcome.Result.NOT_SENT) {
            health.bad(outcome.detail());
        } else {
            health.refused(outcome.detail());
        }
    }

    @Override
    public CompletionStage<List<Finding>> check(List<Step> steps, long timeoutMillis) {
        Findings findings = new Findings(server);
        long limit = Math.max(1, timeoutMillis - Math.min(200, timeoutMillis / 10));
        CompletableFuture<List<Finding>> result = new CompletableFuture<>();
        use(limit, why -> result.complete(findings.and(why)), conversation -> {
            findings.connected(conversation);
            conversation.ask(letter).forEach(findings::opinion);
        }).thenAccept(trouble -> result.complete(trouble.map(Outcome::detail).map(findings::and).orElseGet(findings::all)));
        return result;
    }

    /**
     * Opens a connection for something else than a mail.
     *
     * @param givenUp told why, when the limit is over before that has ended, or the notifier ends
     * @return what would have become of a mail, or empty when all went well; never completes when it was given up
     */
    private CompletionStage<Optional<Outcome>> use(long limitMillis, Consumer<String> givenUp, Use use) {
        CompletableFuture<Optional<Outcome>> done = new CompletableFuture<>();
        Sockets sockets = new Sockets(server);
        others.put(sockets, givenUp);
        try {
            IoThread.Timer limit = clock.schedule(() -> giveUp(sockets, server.where() + ": no answer within " + limitMillis + " ms"),
                    TimeUnit.MILLISECONDS.toNanos(limitMillis));
            worker.execute(() -> {
                Optional<Outcome> trouble = trouble(sockets, use);
                limit.cancel();
                if (others.remove(sockets) != null) {
                    done.complete(trouble);
                }
            });
        } catch (RejectedExecutionException e) {
            others.remove(sockets);
            done.complete(Optional.of(rejected()));
        }
        return done;
    }

    private void giveUp(Sockets sockets, String why) {
        Optional.ofNullable(others.remove(sockets)).ifPresent(givenUp -> givenUp.accept(why));
        sockets.abort();
    }

    private Optional<Outcome> trouble(Sockets sockets, Use use) {
        drop();
        if (sockets.aborted()) {
            return Optional.of(Outcome.notSent("given up"));
        }
        try {
            Conversation conversation = Conversation.with(server, sockets);
            try {
                conversation.open(password());
                use.of(conversation);
                return Optional.empty();
            } finally {
                conversation.quit();
            }
        } catch (Undelivered e) {
            return Optional.of(e.outcome());
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("{}: the server cannot be asked", id, e);
            return Optional.of(Outcome.failed(Line.of(e.toString())));
        }
    }

    @Override
    public MailStatus status() {
        return counters.status(notReady().orElse(""), posts.size());
    }

    @Override
    public Map<String, String> suspend() {
        close();
        return counters.memento();
    }

    @Override
    public void close() {
        closed = true;
        health.close();
        posts.forEach(post -> post.giveUp("the notifier ends"));
        others.keySet().forEach(sockets -> giveUp(sockets, "the notifier ends"));
        worker.end();
        // if the worker could not end, it may hold the conversation's lock
        kept.ifPresent(open -> open.sockets().abort());
    }
}
