package io.awd.notifier.qmp.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.health.VirtualMachine;
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
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One QMP monitor as a way out: a step is acknowledged when QEMU returns to it, and failed when QEMU says an error. */
final class QmpNotifier implements Instance<QmpNotifierType.Properties>, Notifier, VirtualMachine {
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    private static final String NO_CHARDEV = "its chardev is not there";
    private final String id;
    private final Link<Chardev> link;
    private final IoThread thread;
    private final LongSupplier nanoTime;
    private final Executor elsewhere;
    private final Tally tally;
    private final Audience audience;
    private final DryRun dryRun;
    private volatile Optional<Conversation> conversation = Optional.empty();
    private volatile String absent = NO_CHARDEV;
    private Optional<Chardev> chardev = Optional.empty();
    private Optional<Attachment> attachment = Optional.empty();
    private long probeMillis;
    private boolean closed;

    /**
     * @param nanoTime as System.nanoTime
     * @param elsewhere for what would hold up an event loop
     */
    QmpNotifier(Creation<QmpNotifierType.Properties> creation, LongSupplier nanoTime, Executor elsewhere) {
        this.nanoTime = nanoTime;
        this.elsewhere = elsewhere;
        id = creation.id();
        link = creation.link("chardev", Chardev.class).orElseThrow();
        thread = creation.ioThread();
        probeMillis = creation.properties().probeInterval();
        tally = new Tally(creation.memento());
        audience = new Audience(id, thread);
        dryRun = new DryRun(nanoTime, elsewhere);
    }

    /** @throws AwdException somebody else has the chardev */
    synchronized void open() throws AwdException {
        Optional<Chardev> target = link.target();
        if (closed || target.isEmpty()) {
            return;
        }
        Conversation next = new Conversation(id, thread, nanoTime, elsewhere, probeMillis, tally, audience);
        Attachment taken = target.get().attach(next, thread);
        next.attached(taken, probeMillis);
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
    public synchronized void set(QmpNotifierType.Properties properties) {
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

    /** Well is a monitor that is ready and has said something since, be it the answer to query-status, to a step, or an event. */
    @Override
    public Optional<String> unwell(long since) {
        Optional<Conversation> now = conversation;
        return now.isPresent() ? now.get().unwell(since) : Optional.of(absent);
    }

    @Override
    public String runState() {
        return audience.state();
    }

    @Override
    public Runnable listen(Listener listener, long withinMillis) {
        return audience.join(listener, withinMillis);
    }

    @Override
    public CompletionStage<Outcome> send(Step step) {
        try {
            Command command = Command.parse(step.bytes());
            Optional<Conversation> now = conversation;
            if (command.oob() && now.filter(Conversation::noOob).isPresent()) {
                return CompletableFuture.completedStage(tally.failure(Schema.NO_OOB));
            }
            return now.map(talk -> talk.ask(command, step.timeoutMillis()))
                    .orElseGet(() -> CompletableFuture.completedStage(new Answer.NotSent(absent)))
                    .thenApply(answer -> outcome(command, answer));
        } catch (Json.SyntaxException e) {
            return CompletableFuture.completedStage(tally.failure(e.getMessage()));
        }
    }

    private Outcome outcome(Command command, Answer answer) {
        if (answer instanceof Answer.NotSent not) {
            tally.failure(not.why());
            return Outcome.notSent(not.why());
        }
        tally.sent.incrementAndGet();
        if (answer instanceof Answer.Lost lost) {
            return unknown(lost.why());
        } else if (answer instanceof Answer.Overdue overdue) {
            return unknown(overdue.line());
        } else if (answer instanceof Answer.Refused refused) {
            return tally.failure(refused.line());
        }
        Answer.Returned returned = (Answer.Returned) answer;
        String text = command.human().isPresent() ? HumanReply.text(returned) : returned.text();
        Optional<String> error = command.human().isPresent() ? HumanReply.error(text) : Optional.empty();
        if (error.isPresent()) {
            return tally.failure(error.get());
        }
        tally.acknowledged.incrementAndGet();
        return Outcome.acknowledged(Tally.cut(text));
    }

    private Outcome unknown(String why) {
        tally.unknown.incrementAndGet();
        tally.trouble(why);
        return Outcome.unknown(why);
    }

    @Override
    public CompletionStage<List<Finding>> check(List<Step> steps, long timeoutMillis) {
        Optional<String> why = notReady();
        Optional<Conversation> now = conversation;
        return why.isPresent() || now.isEmpty() ? CompletableFuture.completedStage(dryRun.unasked(steps, why.orElse(absent)))
                : dryRun.run(now.get(), steps, timeoutMillis);
    }

    @Override
    public NotifierStatus status() {
        Optional<String> why = notReady();
        Optional<Conversation> now = conversation;
        return new NotifierStatus(why.isEmpty(), why.orElse(""), now.map(Conversation::runState).orElse(""), now.map(Conversation::version).orElse(""),
                tally.sent.get(), tally.acknowledged.get(), tally.failed.get(), tally.unknown.get(), tally.lateAnswers.get(), tally.events.get(),
                tally.lastEvent(), tally.givenUp.get(), tally.lastError());
    }

    @Override
    public Map<String, String> suspend() {
        close();
        return tally.memento();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            leave("it has ended");
        }
    }
}
