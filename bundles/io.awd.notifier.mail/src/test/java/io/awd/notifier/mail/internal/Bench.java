package io.awd.notifier.mail.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import io.awd.api.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a mail notifier is given: properties as a definition would have them, and a password. */
final class Bench implements Creation<MailProperties>, Link<Secret>, AutoCloseable {
    static final Incident INCIDENT = new Incident("heart1-7-1", "heart1", "timeout", "heart1 expired", 5000, 0, Instant.parse("2026-11-24T10:00:00Z"), "host1",
            "/etc/colo", "abcd");
    final Clock clock = new Clock();
    Optional<Secret> secret = Optional.of(() -> "hunter2".getBytes(StandardCharsets.UTF_8));
    String host = "127.0.0.1";
    int port;
    MailProperties.Tls tls = MailProperties.Tls.NONE;
    Optional<Path> ca = Optional.empty();
    Optional<String> username = Optional.empty();
    String from = "AWD <awd@example.org>";
    List<String> to = List.of("admin@example.org");
    String subject = defaultOf("subject");
    String body = defaultOf("body");
    int timeout = 5_000;
    long probeInterval = 0;
    Map<String, String> memento = Map.of();

    private static String defaultOf(String property) {
        return new MailNotifierType().description().property(property).orElseThrow().defaultValue().orElseThrow();
    }

    static Bench to(StrictServer server) {
        Bench bench = new Bench();
        bench.port = server.port();
        return bench;
    }

    Bench encrypted(MailProperties.Tls how, Path certificate) {
        tls = how;
        ca = Optional.of(certificate);
        return this;
    }

    MailNotifier open() throws AwdException {
        return (MailNotifier) new MailNotifierType().create(this);
    }

    static Step step(long timeoutMillis) {
        return new Step(INCIDENT, 1, "stop\nquit\n".getBytes(StandardCharsets.UTF_8), timeoutMillis);
    }

    static Outcome send(MailNotifier notifier, long timeoutMillis) throws Exception {
        return notifier.send(step(timeoutMillis)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    static Outcome send(MailNotifier notifier) throws Exception {
        return send(notifier, 20_000);
    }

    /** A thread that has ended is listed for a moment longer. */
    static void noThreadIsLeft() throws Exception {
        eventually(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).doesNotContain("awd-mail-mail1"));
    }

    /** Asks until an assertion holds. */
    static void eventually(Callable<?> assertion) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                assertion.call();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    @Override
    public String id() {
        return "mail1";
    }

    @Override
    public Optional<Secret> target() {
        return secret;
    }

    @Override
    public MailProperties properties() {
        return new MailProperties(host, Optional.of(port).filter(p -> p > 0), tls, ca, username, username.map(name -> "sec0"), from, to, subject, body, timeout,
                probeInterval);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> Optional<Link<T>> link(String property, Class<T> kind) {
        return property.equals("password_secret") && username.isPresent() ? Optional.of((Link<T>) (Link<?>) this) : Optional.empty();
    }

    @Override
    public <T> List<Link<T>> links(String property, Class<T> kind) {
        return List.of();
    }

    @Override
    public IoThread ioThread() {
        return clock;
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
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        clock.close();
    }
}
