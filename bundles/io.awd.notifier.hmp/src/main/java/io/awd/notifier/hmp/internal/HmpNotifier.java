package io.awd.notifier.hmp.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Link;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One human monitor as a way out: a step is acknowledged when its prompt is back and nothing in its reply says otherwise. */
final class HmpNotifier implements Instance<HmpNotifierType.Properties>, Notifier {
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    private static final int KEPT = 1000;
    private static final String NO_CHARDEV = "its chardev is not there";
    private final String id;
    private final Link<Chardev> link;
    private final IoThread thread;
    private final LongSupplier nanoTime;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private volatile String lastError;
    private volatile Optional<Conversation> conversation = Optional.empty();
    private volatile String absent = NO_CHARDEV;
    private Optional<Chardev> chardev = Optional.empty();
    private Optional<Attachment> attachment = Optional.empty();
    private long probeMillis;
    private boolean closed;

    /** @param nanoTime as System.nanoTime */
    HmpNotifier(Creation<HmpNotifierType.Properties> creation, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        id = creation.id();
        link = creation.link("chardev", Chardev.class).orElseThrow();
        thread = creation.ioThread();
        probeMillis = creation.properties().probeInterval();
        Map<String, String> memento = creation.memento();
        sent.set(Long.parseLong(memento.getOrDefault("sent", "0")));
        acknowledged.set(Long.parseLong(memento.getOrDefault("acknowledged", "0")));
        failed.set(Long.parseLong(memento.getOrDefault("failed", "0")));
        unknown.set(Long.parseLong(memento.getOrDefault("unknown", "0")));
        lastError = memento.getOrDefault("last_error", "");
    }

    /** @throws AwdException somebody else has the chardev */
    synchronized void open() throws AwdException {
        Optional<Chardev> target = link.target();
        if (closed || target.isEmpty()) {
            return;
        }
        Conversation next = new Conversation(id, thread, nanoTime, probeMillis, this::trouble);
        Attachment taken = target.get().attach(next, thread);
        next.attached(taken);
        attachment = Optional.of(taken);
        chardev = target;
        conversation = Optional.of(next);
    }

    @Override
    public synchronized void relinked(String property) {
        if (closed || link.target().equals(chardev)) {
            return;
        }
        leave(NO_CHARDEV);
        try {
            open();
        } catch (AwdException e) {
            absent = e.getMessage();
            LOG.warn("{}: chardev {} is back but cannot be used: {}", id, link.id(), e.getMessage());
        }
    }

    @Override
    public synchronized void set(HmpNotifierType.Properties properties) {
        probeMillis = properties.probeInterval();
        conversation.ifPresent(now -> now.probeMillis(properties.probeInterval()));
    }

    private void leave(String why) {
        absent = why;
        Optional<Conversation> had = conversation;
        conversation = Optional.empty();
        had.ifPresent(talk -> talk.end(why));
        attachment.ifPresent(Attachment::close);
        attachment = Optional.empty();
        chardev = Optional.empty();
    }

    @Override
    public Syntax syntax() {
        return Syntax.LINES;
    }

    @Override
    public Optional<String> notReady() {
        return conversation.map(Conversation::notReady).orElseGet(() -> Optional.of(absent));
    }

    @Override
    public CompletionStage<Outcome> send(Step step) {
        Optional<String> fault = Command.fault(step.bytes());
        if (fault.isPresent()) {
            return CompletableFuture.completedStage(failure(fault.get()));
        }
        return ask(step.bytes(), step.timeoutMillis()).thenApply(this::outcome);
    }

    private CompletionStage<Answer> ask(byte[] line, long timeoutMillis) {
        return conversation.map(now -> now.ask(line, timeoutMillis))
                .orElseGet(() -> CompletableFuture.completedStage(new Answer.NotSent(absent)));
    }

    private Outcome outcome(Answer answer) {
        if (answer instanceof Answer.NotSent not) {
            failed.incrementAndGet();
            trouble(not.why());
            return Outcome.notSent(not.why());
        }
        sent.incrementAndGet();
        if (answer instanceof Answer.Lost lost) {
            unknown.incrementAndGet();
            trouble(lost.why());
            return Outcome.unknown(lost.why());
        }
        Reply reply = ((Answer.Replied) answer).reply();
        if (reply.error().isPresent()) {
            return failure(cut(reply.error().get()));
        }
        acknowledged.incrementAndGet();
        return Outcome.acknowledged(cut(reply.text()));
    }

    private Outcome failure(String why) {
        failed.incrementAndGet();
        trouble(why);
        return Outcome.failed(why);
    }

    private void trouble(String why) {
        lastError = why;
    }

    static String cut(String text) {
        return text.length() > KEPT ? text.substring(0, KEPT) : text;
    }

    @Override
    public CompletionStage<List<Finding>> check(List<Step> steps, long timeoutMillis) {
        DryRun dryRun = new DryRun(this::ask, nanoTime, timeoutMillis);
        Optional<String> why = notReady();
        return why.isPresent() ? CompletableFuture.completedStage(dryRun.unasked(steps, why.get())) : dryRun.run(steps);
    }

    @Override
    public NotifierStatus status() {
        Optional<String> why = notReady();
        return new NotifierStatus(why.isEmpty(), why.orElse(""), sent.get(), acknowledged.get(), failed.get(), unknown.get(), lastError);
    }

    @Override
    public Map<String, String> suspend() {
        close();
        return Map.of("sent", String.valueOf(sent.get()), "acknowledged", String.valueOf(acknowledged.get()), "failed", String.valueOf(failed.get()),
                "unknown", String.valueOf(unknown.get()), "last_error", lastError);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            leave("it has ended");
        }
    }
}
