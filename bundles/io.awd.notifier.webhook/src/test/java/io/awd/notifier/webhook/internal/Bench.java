package io.awd.notifier.webhook.internal;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Version;

/** Makes webhooks of given properties, and ends them after the test. */
final class Bench implements AutoCloseable {
    static final WebhookType TYPE = new WebhookType(new Version(0, 1, 0));
    final List<String> headers = new ArrayList<>();
    private final List<Webhook> made = new ArrayList<>();
    Optional<Secret> secret = Optional.empty();
    boolean withSecret;
    String secretHeader = "Authorization";
    String secretPrefix = "Bearer ";
    Optional<Path> ca = Optional.empty();
    boolean insecure;
    long connectTimeout = 5000;
    long retries;
    long retryDelay = 50;
    long probeInterval;
    Map<String, String> memento = Map.of();
    /** What a server does when it goes. */
    volatile Runnable gone = () -> { };

    /** What a webhook is given. */
    private record Given(WebhookProperties properties, Bench bench, Map<String, String> memento) implements Creation<WebhookProperties>, Link<Secret> {
        @Override
        public String id() {
            return bench.withSecret ? "token" : "hook";
        }

        @Override
        public Optional<Secret> target() {
            return bench.secret;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> Optional<Link<T>> link(String property, Class<T> kind) {
            return bench.withSecret && property.equals("secret") && kind == Secret.class ? Optional.of((Link<T>) this) : Optional.empty();
        }

        @Override
        public <T> List<Link<T>> links(String property, Class<T> kind) {
            return List.of();
        }

        @Override
        public IoThread ioThread() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long limitMillis() {
            return 0;
        }

        @Override
        public void emit(String name, String text, Map<String, Object> data) {
            throw new UnsupportedOperationException();
        }
    }

    Bench trusting(Certificates certificates) {
        ca = Optional.of(certificates.pem());
        return this;
    }

    Bench secret(Secret one) {
        withSecret = true;
        secret = Optional.of(one);
        return this;
    }

    WebhookProperties properties(String url) {
        return new WebhookProperties(url, List.copyOf(headers), withSecret ? Optional.of("token") : Optional.empty(), secretHeader, secretPrefix, ca, insecure,
                connectTimeout, retries, retryDelay, probeInterval);
    }

    Webhook open(String url) throws AwdException {
        Webhook webhook = (Webhook) TYPE.create(new Given(properties(url), this, memento));
        made.add(webhook);
        return webhook;
    }

    static Step step(String script, long timeoutMillis) {
        return new Step(new Incident("heart1-7-1", "heart1", "timeout", "no message for 5000 ms", 5000, 2, Instant.EPOCH, "host1", "colo \"script\"", "abc"), 1,
                script.getBytes(StandardCharsets.UTF_8), timeoutMillis);
    }

    static Outcome send(Webhook webhook) throws Exception {
        return send(webhook, 10_000);
    }

    static Outcome send(Webhook webhook, long timeoutMillis) throws Exception {
        return webhook.send(step("stop\n", timeoutMillis)).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static void eventually(Callable<?> assertion) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (true) {
            try {
                assertion.call();
                return;
            } catch (AssertionError e) {
                assertThat(System.nanoTime()).withFailMessage(e::getMessage).isLessThan(end);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    @Override
    public void close() {
        made.forEach(Webhook::close);
    }
}
