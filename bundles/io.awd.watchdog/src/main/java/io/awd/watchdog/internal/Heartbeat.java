package io.awd.watchdog.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.Reader;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import io.awd.api.object.Link;
import io.awd.api.object.PropertyDescription;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One path to the peer. All but {@link #attach}, {@link #detach} and {@link #present} runs on the io thread. */
final class Heartbeat extends Decoder implements Reader {
    static final Logger LOG = LoggerFactory.getLogger("awd.watchdog");
    // what each message looks at comes first, and so it lies beside what it changes
    /** Its chardev has gone with its bundle: what the old connection left is no life, since nobody could listen after it. */
    private volatile boolean lost;
    private boolean muted;
    private final boolean redundant;
    /** We are the side that answers messages. */
    private final boolean answers;
    private boolean greeted;
    private volatile boolean connected;
    private volatile boolean degraded;
    private final Watchdog watchdog;
    private final Link<Chardev> link;
    /** What is counted for all paths: the first of them. */
    private final Arrivals arrivals;
    private volatile Optional<Attachment> attachment = Optional.empty();
    private final Past past = new Past();

    /** What a message does not look at; apart, so that the rest is together. Times are monotonic, ns. */
    private static final class Past {
        private long ended;
        private long spoke;
        /** What we are attached to. */
        private Optional<Chardev> chardev = Optional.empty();
    }

    /**
     * @param now monotonic, ns
     * @param first where what arrives on all paths is counted; empty: this is the first
     * @param redundant whether there are other paths
     */
    Heartbeat(Watchdog watchdog, Link<Chardev> link, WatchdogProperties properties, long now, Optional<Heartbeat> first, boolean redundant) {
        super(properties.protocol(), now);
        this.arrivals = first.orElse(this);
        this.redundant = redundant;
        this.answers = !properties.server();
        this.watchdog = watchdog;
        this.link = link;
    }

    String node() {
        return link.id();
    }

    /** Whether a peer is there now. */
    boolean up() {
        return connected;
    }

    /** When this path was heard last (ns); kept where there are several. */
    long spokeAt() {
        return past.spoke;
    }

    void spoke(long now) {
        past.spoke = now;
    }

    /** Whether this path is silent while another speaks. */
    boolean isDegraded() {
        return degraded;
    }

    /** Sets it, and says whether that is a change. */
    boolean degraded(boolean silent) {
        boolean changed = degraded != silent;
        degraded = silent;
        return changed;
    }

    /** Whether our chardev is there: without it silence says nothing of the peer. */
    boolean present() {
        return attachment.isPresent();
    }

    String dialectName() {
        return PropertyDescription.word(dialect());
    }

    /** Whether the chardev that we name has an implementation. */
    boolean targeted() {
        return link.target().isPresent();
    }

    /** Whether the chardev that we listen to is still the one behind the link; while we listen to none, whether there is one. */
    boolean current() {
        return attachment.isEmpty() ? targeted() : link.target().equals(past.chardev);
    }

    /** @throws AwdException somebody else has the chardev */
    void attach(IoThread thread, long patienceMillis) throws AwdException {
        Optional<Chardev> chardev = link.target();
        if (chardev.isPresent()) {
            lost = false;
            past.chardev = chardev;
            Attachment made = chardev.get().attach(this, thread);
            made.patience(patienceMillis);
            attachment = Optional.of(made);
        }
    }

    void detach() {
        Optional<Attachment> had = attachment;
        attachment = Optional.empty();
        had.ifPresent(Attachment::close);
    }

    /** Takes notice that the chardev is gone without touching it: its own bundle has closed it. */
    void lost() {
        lost = true;
        attachment = Optional.empty();
        past.chardev = Optional.empty();
        connected = false;
        reset();
    }

    void patience(long millis) {
        attachment.ifPresent(a -> a.patience(millis));
    }

    /** A first pulse goes out at once, whichever of connection, attachment and start came last. */
    void greet() {
        if (connected && !greeted && attachment.isPresent() && watchdog.pulses().running()) {
            greeted = true;
            if (dialect() == Dialect.TCP_CONNECT) {
                // that it could be connected to is the sign of life; the chardev does it again
                life(watchdog.now());
                attachment.get().disconnect();
            } else {
                watchdog.pulses().send(this);
            }
        }
    }

    /** Whether the peer said that it falls silent, and nothing since. */
    boolean muted() {
        return muted;
    }

    /** Whether the connection was ended at or before a time (ns) and is not there again. */
    boolean endedBefore(long time) {
        return !connected && past.ended != 0 && past.ended - time <= 0 && dialect() != Dialect.TCP_CONNECT;
    }

    /** Only those who may understand them get frames. */
    private boolean takesFrames() {
        return dialect() == Dialect.UNDECIDED || dialect() == Dialect.AWD;
    }

    /** Whether this path is to be sent frames at all; one that speaks another dialect gets nothing. */
    boolean wantsFrames() {
        return !connected || takesFrames();
    }

    /** Whether this path is to be sent a pulse now. */
    boolean wantsPulse() {
        return switch (dialect()) {
            case QGA -> true;
            case TCP_CONNECT -> false;
            default -> !watchdog.mute() && wantsFrames();
        };
    }

    /** Sends a pulse, or what asks for a sign of life instead. */
    boolean pulse() {
        return offer(dialect() == Dialect.QGA ? Frame.GUEST_PING : Frame.PULSE);
    }

    boolean offer(byte[] frame) {
        return connected && attachment.isPresent() && attachment.get().offer(frame);
    }

    @Override
    public void connected() {
        reset();
        connected = true;
        greeted = false;
        if (dialect() != Dialect.TCP_CONNECT) {
            LOG.info("{}: {} is connected", watchdog.id(), node());
        }
        greet();
    }

    @Override
    public void received(ByteBuffer bytes, long nanos) {
        if (lost) {
            return;
        }
        boolean undecided = dialect() == Dialect.UNDECIDED;
        decode(bytes, nanos);
        if (undecided && dialect() == Dialect.ANY) {
            LOG.warn("{}: {} sends unframed input, and every byte of it counts as life; protocol=awd or protocol=notify refuses it", watchdog.id(), node());
        }
    }

    @Override
    public void disconnected() {
        connected = false;
        past.ended = watchdog.now();
        if (dialect() != Dialect.TCP_CONNECT) {
            LOG.info("{}: {} is disconnected", watchdog.id(), node());
        }
        reset();
    }

    /** A sign of life; the bytes that came with it are counted once. */
    private void life(long nanos) {
        int bytes = takePending();
        muted = false;
        if (redundant) {
            arrivals.arrived(bytes, nanos);
            watchdog.compare(this, nanos);
        } else {
            arrived(bytes, nanos);
        }
    }

    @Override
    void message(long nanos) {
        life(nanos);
        if (answers && dialect() == Dialect.AWD) {
            watchdog.answer(this);
        }
    }

    @Override
    void mute() {
        muted = true;
        LOG.warn("{}: the peer says on {} that it falls silent, because what it follows is not well", watchdog.id(), node());
    }

    @Override
    void reply(long nanos) {
        life(nanos);
    }

    @Override
    void trigger() {
        watchdog.trigger();
    }

    @Override
    void timeout(long micros) {
        watchdog.peerTimeout(micros);
    }

    @Override
    void stopping() {
        watchdog.peerStops(node());
    }

    @Override
    void refused(long length) {
        LOG.warn("{}: {} sent a message of {} bytes; the largest is {}. The connection is ended", watchdog.id(), node(), length, Frame.LARGEST);
        watchdog.frameRefused();
        attachment.ifPresent(Attachment::disconnect);
    }
}
