package io.awd.notifier.hmp.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Reader;
import io.awd.api.iothread.IoThread;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The talk with the monitor behind one attachment, one line at a time; it sees connections come and go. All state changes on the io thread.
 *
 * <pre>
 *   no peer ──connected──► no prompt ──prompt──► idle ──line out──► busy ──echo, reply, prompt──► idle
 *      └───────────────── connection lost, or a line without an answer ──────────────────┘
 * </pre>
 */
final class Conversation implements Reader {
    /** Lines that may wait for their turn. */
    static final int MOST_WAITING = 64;
    /** How long an idle monitor may take for a new prompt. */
    static final long PROBE_MILLIS = 5000;
    /** After this time a connection that was there before its reader is asked for the prompt that nobody read. */
    static final long WAKE_MILLIS = 100;
    static final String NO_PEER = "not connected";
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    private static final long END_MILLIS = 2000;
    private static final byte[] NOTHING = {};
    private static final byte[] NEWLINE = {'\n'};

    private final String id;
    private final IoThread thread;
    private final LongSupplier nanoTime;
    private final Consumer<String> trouble;
    private final Terminal terminal = new Terminal(this::line);
    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private Optional<Attachment> attachment = Optional.empty();
    private Optional<Exchange> current = Optional.empty();
    private Optional<IoThread.Timer> timer = Optional.empty();
    private Phase phase = Phase.NO_PEER;
    private Dialect dialect = Dialect.QEMU;
    private Opening opening = new Opening();
    private long arrivals;
    private boolean ended;
    private volatile long probeMillis;
    private volatile String obstacle = NO_PEER;

    private enum Phase {
        NO_PEER, NO_PROMPT, IDLE, BUSY
    }

    /** @param trouble told why a connection was given up */
    Conversation(String id, IoThread thread, LongSupplier nanoTime, long probeMillis, Consumer<String> trouble) {
        this.id = id;
        this.thread = thread;
        this.nanoTime = nanoTime;
        this.probeMillis = probeMillis;
        this.trouble = trouble;
    }

    /** Told what the chardev returned; the reader may have been called before. Any thread. */
    void attached(Attachment taken) {
        taken.patience(probeMillis + PROBE_MILLIS);
        later(() -> {
            attachment = Optional.of(taken);
            next();
        });
    }

    /** Why a line could not go out now. Any thread. */
    Optional<String> notReady() {
        String why = obstacle;
        return why.isEmpty() ? Optional.empty() : Optional.of(why);
    }

    /** Another interval from now on. Any thread. */
    void probeMillis(long millis) {
        probeMillis = millis;
        later(() -> {
            attachment.ifPresent(taken -> taken.patience(millis + PROBE_MILLIS));
            if (phase == Phase.IDLE) {
                rest();
            }
        });
    }

    /** Sends a line when its turn comes, if that is within its time, and waits for its answer. Any thread. */
    CompletionStage<Answer> ask(byte[] line, long timeoutMillis) {
        Exchange asked = new Exchange(line, timeoutMillis, nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
        try {
            thread.execute(() -> add(asked));
        } catch (RejectedExecutionException e) {
            asked.end(new Answer.NotSent("its iothread has ended"));
        }
        return asked.answer();
    }

    /** Ends it: what went out is lost, what waits does not go out any more. Any thread. */
    void end(String why) {
        if (thread.inThread()) {
            finish(why);
            return;
        }
        try {
            // the second task: the chardev's own, which cuts the connection off, is then done
            CompletableFuture.runAsync(() -> finish(why), thread::execute).thenRunAsync(() -> { }, thread::execute).get(END_MILLIS, TimeUnit.MILLISECONDS);
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
        obstacle = why;
        if (current.isPresent()) {
            // or the next reader of this connection would get the answer
            attachment.ifPresent(Attachment::disconnect);
        }
        lost(why);
    }

    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: its iothread has ended", id, e);
        }
    }

    private void add(Exchange asked) {
        long left = asked.deadline() - nanoTime.getAsLong();
        if (phase == Phase.NO_PEER || phase == Phase.NO_PROMPT) {
            asked.end(new Answer.NotSent(obstacle));
        } else if (waiting.size() >= MOST_WAITING) {
            asked.end(new Answer.NotSent(MOST_WAITING + " lines are waiting already"));
        } else if (left <= 0) {
            asked.end(new Answer.NotSent("its time was over before its turn came"));
        } else {
            asked.timer(thread.schedule(() -> late(asked), left));
            waiting.add(asked);
            next();
        }
    }

    /** Sends what waits, if it may. */
    private void next() {
        while (phase == Phase.IDLE && attachment.isPresent() && !waiting.isEmpty()) {
            out(waiting.remove());
        }
    }

    private void out(Exchange asked) {
        asked.begin(dialect);
        if (attachment.filter(taken -> taken.offer(asked.bytes())).isPresent()) {
            stopTimer();
            phase = Phase.BUSY;
            current = Optional.of(asked);
            if (dialect == Dialect.AWD) {
                // the answer goes on behind the prompt, as nobody typed a newline there
                terminal.reset();
            }
        } else {
            asked.end(new Answer.NotSent("the monitor takes nothing"));
        }
    }

    private void late(Exchange asked) {
        if (current.filter(asked::equals).isPresent()) {
            String why = "no prompt within " + asked.timeoutMillis() + " ms";
            LOG.warn("{}: {}, the connection is given up", id, why);
            trouble.accept(why);
            // first, so that nobody sends in between
            obstacle = NO_PEER;
            attachment.ifPresent(Attachment::disconnect);
            lost(why);
        } else if (waiting.remove(asked)) {
            asked.end(new Answer.NotSent("its time was over before its turn came"));
        }
    }

    @Override
    public void connected() {
        if (ended) {
            return;
        }
        terminal.reset();
        phase = Phase.NO_PROMPT;
        opening = new Opening();
        obstacle = opening.obstacle();
        again(this::wake, WAKE_MILLIS);
    }

    /** An empty line does nothing, whenever it is read; for the same reason nothing else is sent here. */
    private void wake() {
        if (phase == Phase.NO_PROMPT) {
            opening.woken();
            attachment.ifPresent(taken -> taken.offer(NEWLINE));
        }
    }

    @Override
    public void received(ByteBuffer bytes, long nanos) {
        if (phase == Phase.NO_PEER) {
            return;
        }
        terminal.add(bytes);
        long arrival = ++arrivals;
        if (prompted()) {
            // a prompt in the middle of other text is none: something follows it
            thread.afterReads(() -> {
                if (arrival == arrivals && prompted()) {
                    prompt();
                }
            });
        }
    }

    /** Whether a prompt stands there that something waits for. */
    private boolean prompted() {
        return phase == Phase.NO_PROMPT ? Dialect.shownBy(terminal).isPresent()
                : phase == Phase.BUSY && dialect.shownIn(terminal) && current.filter(Exchange::begun).isPresent();
    }

    private void line(byte[] shown) {
        if (phase == Phase.BUSY) {
            current.ifPresent(asked -> asked.line(shown));
        } else if (phase == Phase.NO_PROMPT) {
            opening.line(shown);
            obstacle = opening.obstacle();
        }
    }

    private void prompt() {
        if (phase == Phase.NO_PROMPT) {
            dialect = Dialect.shownBy(terminal).orElseThrow();
            if (!opening.certain(dialect)) {
                findBegin();
                return;
            }
        }
        Optional<Exchange> done = current;
        current = Optional.empty();
        if (!obstacle.isEmpty()) {
            LOG.info("{}: the monitor is ready", id);
        }
        phase = Phase.IDLE;
        obstacle = "";
        rest();
        next();
        done.ifPresent(Exchange::replied);
    }

    /** Finds out which prompt is which: asks for help on something that is not there, of which the answer repeats the name. */
    private void findBegin() {
        String mark = "begin-" + Long.toHexString(nanoTime.getAsLong());
        Exchange asked = new Exchange(("help " + mark).getBytes(StandardCharsets.US_ASCII), PROBE_MILLIS, 0, Optional.of(mark));
        asked.timer(thread.schedule(() -> late(asked), TimeUnit.MILLISECONDS.toNanos(PROBE_MILLIS)));
        out(asked);
        if (phase == Phase.NO_PROMPT) {
            again(this::wake, WAKE_MILLIS);
        }
    }

    private void rest() {
        again(this::probe, probeMillis);
    }

    private void probe() {
        if (phase == Phase.IDLE) {
            ask(NOTHING, PROBE_MILLIS);
        }
    }

    private void again(Runnable task, long millis) {
        stopTimer();
        timer = Optional.of(thread.schedule(task, TimeUnit.MILLISECONDS.toNanos(millis)));
    }

    private void stopTimer() {
        timer.ifPresent(IoThread.Timer::cancel);
        timer = Optional.empty();
    }

    @Override
    public void disconnected() {
        if (!ended) {
            current.ifPresent(asked -> asked.left("connection lost"));
            lost("connection lost");
        }
    }

    private void lost(String why) {
        phase = Phase.NO_PEER;
        obstacle = ended ? why : NO_PEER;
        arrivals++;
        terminal.reset();
        stopTimer();
        Optional<Exchange> out = current;
        current = Optional.empty();
        Deque<Exchange> unsent = new ArrayDeque<>(waiting);
        waiting.clear();
        out.ifPresent(asked -> asked.end(new Answer.Lost(why)));
        unsent.forEach(asked -> asked.end(new Answer.NotSent(obstacle)));
    }
}
