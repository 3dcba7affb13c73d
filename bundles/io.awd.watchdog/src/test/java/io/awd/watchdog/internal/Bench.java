package io.awd.watchdog.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.Reader;
import io.awd.api.chardev.Writer;
import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import io.awd.api.optscript.Expiry;
import io.awd.api.optscript.OptScript;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One watchdog on a virtual clock, with a chardev, a script and a notifier that only remember. */
final class Bench implements Creation<WatchdogProperties> {
    /** A chardev whose peer is the test. */
    static final class Line implements Chardev, Attachment {
        final List<String> sent = new ArrayList<>();
        Optional<Reader> reader = Optional.empty();
        boolean peer;
        boolean full;
        int disconnects;
        long patience;

        void connect() {
            peer = true;
            reader.ifPresent(Reader::connected);
        }

        void hangUp() {
            peer = false;
            reader.ifPresent(Reader::disconnected);
        }

        void send(byte[] bytes) {
            reader.ifPresent(r -> r.received(ByteBuffer.wrap(bytes)));
        }

        @Override
        public Attachment attach(Reader taker, IoThread thread) throws AwdException {
            if (reader.isPresent()) {
                throw new AwdException("Device 'h1' is in use");
            }
            reader = Optional.of(taker);
            if (peer) {
                taker.connected();
            }
            return this;
        }

        @Override
        public boolean offer(byte[] message) {
            if (!peer || full) {
                return false;
            }
            sent.add(new String(message, 4, message.length - 5, StandardCharsets.ISO_8859_1));
            return true;
        }

        @Override
        public void disconnect() {
            disconnects++;
            hangUp();
        }

        @Override
        public void patience(long millis) {
            patience = millis;
        }

        @Override
        public void reading(boolean on) {
        }

        @Override
        public CompletionStage<Void> write(byte[] bytes) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void close() {
            reader = Optional.empty();
        }

        @Override
        public String filename() {
            return "test";
        }

        @Override
        public boolean connected() {
            return peer;
        }

        @Override
        public Writer writer() {
            return this;
        }
    }

    /** A link that can lose its target. */
    static final class Tie<T> implements Link<T> {
        Optional<T> target;

        Tie(T target) {
            this.target = Optional.of(target);
        }

        @Override
        public String id() {
            return "h1";
        }

        @Override
        public Optional<T> target() {
            return target;
        }
    }

    final VirtualLoop loop = new VirtualLoop();
    final Line line = new Line();
    final Tie<Chardev> chardev = new Tie<>(line);
    final List<Expiry> scripts = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    Map<String, String> memento = Map.of();
    WatchdogProperties properties;

    Bench(boolean server, long pulseInterval, long timeout) {
        properties = new WatchdogProperties(List.of("h1"), List.of("out"), Optional.of(Path.of("script")), server, Optional.empty(), pulseInterval, timeout);
    }

    Watchdog open() throws AwdException {
        Watchdog watchdog = new Watchdog(this, loop::now);
        watchdog.open();
        return watchdog;
    }

    void pulseArrives() {
        line.send(Frame.PULSE);
    }

    @Override
    public String id() {
        return "heart1";
    }

    @Override
    public WatchdogProperties properties() {
        return properties;
    }

    @Override
    public <T> Optional<Link<T>> link(String property, Class<T> kind) {
        return links(property, kind).stream().findFirst();
    }

    @Override
    public <T> List<Link<T>> links(String property, Class<T> kind) {
        Link<?> link = switch (property) {
            case "awd_node" -> chardev;
            case "opt_script" -> new Tie<OptScript>((expiry, nodes) -> scripts.add(expiry));
            default -> new Tie<Notifier>(new Notifier() {
                @Override
                public Syntax syntax() {
                    return Syntax.RAW;
                }

                @Override
                public boolean ready() {
                    return true;
                }

                @Override
                public CompletionStage<Outcome> send(Step step) {
                    return CompletableFuture.completedStage(new Outcome(Outcome.Result.SENT, ""));
                }
            });
        };
        @SuppressWarnings("unchecked")
        Link<T> typed = (Link<T>) link;
        return List.of(typed);
    }

    @Override
    public IoThread ioThread() {
        return loop;
    }

    @Override
    public Map<String, String> memento() {
        return memento;
    }

    @Override
    public long limitMillis() {
        return 0;
    }

    @Override
    public void emit(String name, String text, Map<String, Object> data) {
        events.add(name);
    }
}
