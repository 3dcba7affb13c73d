package io.awd.notifier.qmp.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Reader;
import io.awd.api.iothread.IoThread;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The talk with the monitor behind one attachment; it sees connections come and go. All state changes on the io thread.
 *
 * <pre>
 *   no peer ──connected──► handshake ──capabilities──► asking ──query-status──► ready
 *      └───── connection lost, a probe without an answer, or something that is not QMP ─────┘
 * </pre>
 */
final class Conversation implements Reader {
    /** How long the monitor may take for an answer to what we ask on our own. */
    static final long ANSWER_MILLIS = 5000;
    static final String NO_PEER = "not connected";
    static final String NO_STATUS = "no answer to query-status yet";
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    private static final long END_MILLIS = 2000;
    private final String id;
    private final IoThread thread;
    private final Tally tally;
    private final Audience audience;
    private final Inbox inbox;
    private final Requests requests;
    private final Handshake handshake;
    private final Pulse pulse;
    private Optional<Attachment> attachment = Optional.empty();
    private Phase phase = Phase.NO_PEER;
    private boolean ended;
    /** Why the last connection was given up, as long as no other has become ready. */
    private String before = "";
    private volatile String obstacle = NO_PEER;
    private volatile long connection;

    private enum Phase {
        NO_PEER, HANDSHAKE, ASKING, READY
    }

    /** @param elsewhere reads long answers */
    Conversation(String id, IoThread thread, LongSupplier nanoTime, Executor elsewhere, long probeMillis, Tally tally, Audience audience) {
        this.id = id;
        this.thread = thread;
        this.tally = tally;
        this.audience = audience;
        this.inbox = new Inbox(thread, elsewhere, this::message);
        this.requests = new Requests(thread);
        this.handshake = new Handshake(thread, new Greeted());
        this.pulse = new Pulse(thread, nanoTime, probeMillis, audience, new Probed());
    }

    /** Told what the chardev returned; the reader may have been called before. Any thread. */
    void attached(Attachment taken, long probeMillis) {
        taken.patience(probeMillis + ANSWER_MILLIS);
        later(() -> {
            attachment = Optional.of(taken);
            inbox.attached(taken);
            handshake.attached();
        });
    }

    /** Why a command could not go out now. Any thread. */
    Optional<String> notReady() {
        String why = obstacle;
        return why.isEmpty() ? Optional.empty() : Optional.of(why);
    }

    /** As {@link io.awd.api.health.Health#unwell}. Any thread; no allocation when it is well. */
    Optional<String> unwell(long since) {
        String why = obstacle;
        return why.isEmpty() ? pulse.unheard(since) : Optional.of(why);
    }

    /** As query-status words it; empty while it is not known. Any thread. */
    String runState() {
        return pulse.runState();
    }

    /** QEMU's; empty while it is not known. Any thread. */
    String version() {
        return handshake.version();
    }

    /** Whether this QEMU is known not to take commands out of band. Any thread. */
    boolean noOob() {
        return handshake.noOob();
    }

    /** Another number for each connection. Any thread. */
    long connection() {
        return connection;
    }

    /** Another interval from now on. Any thread. */
    void probeMillis(long millis) {
        later(() -> {
            attachment.ifPresent(taken -> taken.patience(millis + ANSWER_MILLIS));
            pulse.interval(millis);
        });
    }

    /** Sends a command now or not at all, and waits for its answer. Any thread. */
    CompletionStage<Answer> ask(Command command, long timeoutMillis) {
        Request request = new Request(command, true, Math.max(1, timeoutMillis));
        try {
            thread.execute(() -> step(request));
        } catch (RejectedExecutionException e) {
            request.end(new Answer.NotSent("its iothread has ended"));
        }
        return request.answer();
    }

    private void step(Request request) {
        if (phase != Phase.READY || attachment.isEmpty()) {
            request.end(new Answer.NotSent(obstacle));
            return;
        }
        request.answer().thenAccept(answer -> {
            if (answer instanceof Answer.Overdue) {
                pulse.now();
            }
        });
        requests.send(attachment.get(), request);
    }

    /** Ends it: what went out is lost. Any thread. */
    void end(String why) {
        if (thread.inThread()) {
            finish(why);
            return;
        }
        try {
            CompletableFuture.runAsync(() -> finish(why), thread::execute).get(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            finish(why);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: did not end in order", id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish(String why) {
        ended = true;
        lost(why, why);
    }

    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: its iothread has ended", id, e);
        }
    }

    @Override
    public void connected() {
        if (!ended) {
            phase = Phase.HANDSHAKE;
            handshake.begin();
        }
    }

    @Override
    public void received(ByteBuffer bytes, long nanos) {
        if (phase != Phase.NO_PEER) {
            inbox.add(bytes);
        }
    }

    @Override
    public void disconnected() {
        if (!ended && phase != Phase.NO_PEER) {
            lost(NO_PEER, "connection lost");
        }
    }

    private void giveUp(String why) {
        if (!why.equals(before)) {
            LOG.warn("{}: {}, the connection is given up", id, Tally.cut(why));
        }
        before = Tally.cut(why);
        tally.givenUp.incrementAndGet();
        tally.trouble(why);
        attachment.ifPresent(Attachment::disconnect);
        lost(before, before);
    }

    private void lost(String now, String why) {
        connection++;
        phase = Phase.NO_PEER;
        obstacle = now;
        handshake.end();
        pulse.end();
        inbox.reset();
        requests.lost(why);
        audience.lost(why);
    }

    private void message(Message message) {
        if (message instanceof Message.Malformed malformed) {
            giveUp(malformed.why());
            return;
        }
        pulse.heard();
        if (message instanceof Message.Greeting greeting) {
            handshake.greeting(greeting);
        } else if (message instanceof Message.Event event) {
            tally.event(event.name());
            pulse.event(event);
        } else if (message instanceof Message.Reply reply && !requests.answered(reply.id(), reply.answer())) {
            tally.lateAnswers.incrementAndGet();
        }
    }

    private void missing(String what) {
        obstacle = before.isEmpty() ? what : before + "; " + what;
    }

    private boolean own(Command command, long timeoutMillis, Consumer<Answer> then) {
        if (attachment.isEmpty()) {
            return false;
        }
        Request request = new Request(command, false, timeoutMillis);
        long now = connection;
        request.answer().thenAccept(answer -> {
            if (now == connection) {
                then.accept(answer);
            }
        });
        requests.send(attachment.get(), request);
        return true;
    }

    private final class Greeted implements Handshake.Host {
        @Override
        public boolean tell(Command command, Consumer<Answer> then) {
            return own(command, 0, then);
        }

        @Override
        public void missing(String what) {
            Conversation.this.missing(what);
        }

        @Override
        public void agreed() {
            phase = Phase.ASKING;
            Conversation.this.missing(NO_STATUS);
            pulse.begin();
        }

        @Override
        public void giveUp(String why) {
            Conversation.this.giveUp(why);
        }
    }

    private final class Probed implements Pulse.Monitor {
        @Override
        public boolean busy() {
            return requests.busy();
        }

        @Override
        public void ask(Consumer<Answer> then) {
            own(Command.of("query-status"), ANSWER_MILLIS, then);
        }

        @Override
        public void healthy() {
            if (phase == Phase.ASKING) {
                LOG.info("{}: the monitor is ready, QEMU {} is {}", id, handshake.version(), pulse.runState());
            }
            phase = Phase.READY;
            before = "";
            obstacle = "";
        }

        @Override
        public void refused(String why) {
            tally.trouble(why);
            if (phase == Phase.ASKING) {
                Conversation.this.missing(Tally.cut(why));
            }
        }

        @Override
        public void silent() {
            giveUp("no answer to query-status for " + ANSWER_MILLIS + " ms");
        }
    }
}
