package io.awd.watchdog.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.Reader;
import io.awd.api.chardev.Writer;
import io.awd.api.health.Health;
import io.awd.api.health.VirtualMachine;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** One watchdog on a virtual clock, with a chardev, a script and a notifier that only remember. */
final class Bench implements Creation<WatchdogProperties>, Watchdog.Keeper {
    /** A chardev whose peer is the test. */
    static final class Line implements Chardev, Attachment {
        final List<String> sent = new ArrayList<>();
        final List<String> raw = new ArrayList<>();
        Optional<Reader> reader = Optional.empty();
        boolean peer;
        boolean full;
        /** Whether it remembers what is sent; else it only counts. */
        boolean keeping = true;
        long taken;
        int disconnects;
        long patience;
        /** What happens as soon as somebody listens. */
        Runnable onAttach = () -> { };
        private final LongSupplier clock;

        Line(LongSupplier clock) {
            this.clock = clock;
        }

        void connect() {
            peer = true;
            reader.ifPresent(Reader::connected);
        }

        void hangUp() {
            peer = false;
            reader.ifPresent(Reader::disconnected);
        }

        void send(byte[] bytes) {
            reader.ifPresent(r -> r.received(ByteBuffer.wrap(bytes), clock.getAsLong()));
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
            onAttach.run();
            return this;
        }

        @Override
        public boolean offer(byte[] message) {
            if (!peer || full) {
                return false;
            }
            taken++;
            if (keeping) {
                raw.add(new String(message, StandardCharsets.ISO_8859_1));
                sent.add(new String(message, 4, message.length - 5, StandardCharsets.ISO_8859_1));
            }
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
        private final String id;
        Optional<T> target;

        Tie(String id, T target) {
            this.id = id;
            this.target = Optional.of(target);
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Optional<T> target() {
            return target;
        }
    }

    final VirtualLoop loop = new VirtualLoop();
    Groups groups = new Groups();
    String id = "heart1";
    final Line line = new Line(loop::now);
    final Tie<Chardev> chardev = new Tie<>("h1", line);
    final Line second = new Line(loop::now);
    final List<Expiry> scripts = new ArrayList<>();
    final List<Expiry> recoverScripts = new ArrayList<>();
    final List<OptScript.Rules> rules = new ArrayList<>();
    final List<String> cancelled = new ArrayList<>();
    final List<String> alerts = new ArrayList<>();
    final List<String> ended = new ArrayList<>();
    final List<String> remembered = new ArrayList<>();
    /** What was remembered last before it is told. */
    Map<String, String> onRecord = Map.of();
    final List<String> events = new ArrayList<>();
    final Map<String, List<Expiry>> specials = new HashMap<>();
    final Map<String, Health> witnesses = new HashMap<>();
    final FakeVm vm = new FakeVm(this);
    final Tie<VirtualMachine> vmTie = new Tie<>("vm0", vm);
    Health followed = vm;
    boolean scriptSends = true;
    /** How long the host was suspended, ns. */
    long suspended;
    Map<String, String> memento = Map.of();
    WatchdogProperties properties;

    boolean scriptThere = true;
    int stirs;
    /** What somebody does who hears of an event. */
    Runnable onEvent = () -> { };
    /** How often the script was asked whether it is ready. */
    int asked;
    Optional<String> scriptStranger = Optional.empty();
    Optional<String> scriptNotReady = Optional.empty();
    Optional<Error> scriptFails = Optional.empty();
    Supplier<Optional<String>> nodeNotReady = Optional::empty;

    Bench(boolean server, long pulseInterval, long timeout) {
        this("server=" + (server ? "on" : "off") + ",pulse_interval=" + pulseInterval + ",timeout=" + timeout);
    }

    /** @param options beside awd_node, notification_node and opt_script */
    Bench(String options) {
        properties = Properties.of("awd_node=h1,notification_node=out,opt_script=script," + options);
    }

    Watchdog open() throws AwdException {
        Watchdog watchdog = new Watchdog(this, "awd_node", loop::now, new Suspension(() -> loop.now() + suspended, loop::now), groups, this);
        watchdog.open();
        return watchdog;
    }

    /** Changes properties as qom-set does. */
    void set(Watchdog watchdog, String options) throws AwdException {
        properties = Properties.of("awd_node=h1,notification_node=out,opt_script=script," + options);
        watchdog.set(properties);
    }

    void pulseArrives() {
        line.send(Frame.PULSE);
    }

    @Override
    public String id() {
        return id;
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
        List<Link<?>> links = switch (property) {
            case "awd_node" -> properties.awdNode().size() == 1 ? List.of(chardev) : List.of(chardev, new Tie<Chardev>("h2", second));
            case "opt_script" -> List.of(away());
            case "recover_script" -> properties.recoverScript().isEmpty() ? List.of()
                    : List.of(new Tie<OptScript>("recover", new Remembered(recoverScripts)));
            case "alert_node" -> properties.alertNode().isEmpty() ? List.of() : List.of(new Tie<Notifier>("alert", new Remembers(alerts, Optional::empty)));
            case "notification_node" -> List.of(new Tie<Notifier>("out", new Remembers(new ArrayList<>(), () -> nodeNotReady.get())));
            case "follow" -> properties.follow().stream().<Link<?>>map(id -> new Tie<Health>(id, followed)).toList();
            case "vm" -> properties.vm().stream().<Link<?>>map(id -> vmTie).toList();
            case "require" -> properties.require().stream().<Link<?>>map(id -> new Tie<>(id, witnesses.get(id))).toList();
            case "stall_script" -> properties.stallScript().isEmpty() ? List.of() : List.of(new Tie<OptScript>("stall", new Remembered(special("stall"))));
            default -> script(property);
        };
        return links.stream().map(link -> {
            @SuppressWarnings("unchecked")
            Link<T> typed = (Link<T>) link;
            return typed;
        }).toList();
    }

    /** The script of a reason, if it is set. */
    private List<Link<?>> script(String property) {
        boolean set = switch (property) {
            case "script.guest-silent" -> properties.scriptGuestSilent().isPresent();
            case "script.qemu-silent" -> properties.scriptQemuSilent().isPresent();
            default -> false;
        };
        return set ? List.of(new Tie<OptScript>(property, new Remembered(special(property)))) : List.of();
    }

    List<Expiry> special(String property) {
        return specials.computeIfAbsent(property, p -> new ArrayList<>());
    }

    @Override
    public void gone(Watchdog which) {
        ended.add(which.id());
    }

    @Override
    public void stirred() {
        stirs++;
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
    public void remember(Map<String, String> what) {
        remembered.add(what.get("state") + " before script " + (scripts.size() + 1));
        onRecord = what;
    }

    @Override
    public void emit(String name, String text, Map<String, Object> data) {
        events.add(name);
        onEvent.run();
    }

    private OptScript.Run run(List<Expiry> ran, Expiry expiry, OptScript.Rules how) {
        ran.add(expiry);
        rules.add(how);
        return new OptScript.Run() {
            @Override
            public String incident() {
                return "heart1-0-" + ran.size();
            }

            @Override
            public void cancel(String why) {
                cancelled.add(why);
            }

            @Override
            public CompletionStage<Boolean> done() {
                return CompletableFuture.completedStage(scriptSends);
            }
        };
    }

    /** The link of a script whose bundle comes and goes. */
    private Link<OptScript> away() {
        OptScript script = new Remembered(scripts);
        return new Link<>() {
            @Override
            public String id() {
                return "opt";
            }

            @Override
            public Optional<OptScript> target() {
                return scriptThere ? Optional.of(script) : Optional.empty();
            }
        };
    }

    /** A script that keeps why it was run. */
    private final class Remembered implements OptScript {
        private final List<Expiry> ran;

        Remembered(List<Expiry> ran) {
            this.ran = ran;
        }

        @Override
        public Run run(Expiry expiry, List<Link<Notifier>> nodes, Rules rules) {
            return Bench.this.run(ran, expiry, rules);
        }

        @Override
        public Run resume(String incident, List<Link<Notifier>> nodes, Rules rules) throws AwdException {
            throw new AwdException("Incident '" + incident + "' not found");
        }

        @Override
        public Optional<String> stranger(List<Link<Notifier>> nodes) {
            return scriptStranger;
        }

        @Override
        public String plan(List<Link<Notifier>> nodes) {
            return nodes.get(0).id();
        }

        @Override
        public CompletionStage<List<Checked>> check(List<Link<Notifier>> nodes, long timeoutMillis) {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public void reload() {
        }

        @Override
        public Optional<String> notReady(List<Link<Notifier>> nodes) {
            asked++;
            scriptFails.ifPresent(error -> {
                throw error;
            });
            return scriptNotReady;
        }
    }

    /** A notifier that keeps what it is given. */
    private record Remembers(List<String> got, Supplier<Optional<String>> obstacle) implements Notifier {
        @Override
        public Syntax syntax() {
            return Syntax.RAW;
        }

        @Override
        public Optional<String> notReady() {
            return obstacle.get();
        }

        @Override
        public CompletionStage<Outcome> send(Step step) {
            got.add(new String(step.bytes(), StandardCharsets.UTF_8));
            return CompletableFuture.completedStage(new Outcome(Outcome.Result.SENT, ""));
        }
    }
}
