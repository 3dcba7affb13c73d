package io.awd.notifier.log.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands in the log. */
class LogNotifierTest {
    /** What a log notifier is given. */
    private record Given(LogProperties properties, Map<String, String> memento) implements Creation<LogProperties> {
        @Override
        public String id() {
            return "log1";
        }

        @Override
        public <T> Optional<Link<T>> link(String property, Class<T> kind) {
            return Optional.empty();
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

    private static LogNotifier notifier(LogProperties.Level level) {
        return (LogNotifier) new LogNotifierType().create(new Given(new LogProperties(level), Map.of()));
    }

    private static Step step(String incident, String text, String script) {
        return new Step(new Incident(incident, "heart1", "timeout", text, 5000, 0, Instant.EPOCH, "host1", "colo_script", ""), 1,
                script.getBytes(StandardCharsets.UTF_8), 5000);
    }

    private static Outcome send(LogNotifier notifier, Step step) {
        return notifier.send(step).toCompletableFuture().join();
    }

    @BeforeEach
    void forget() {
        CapturedLog.LINES.clear();
    }

    @Test
    void anIncidentIsALineAndEachLineOfItsScriptAnother() {
        Outcome outcome = send(notifier(LogProperties.Level.WARN), step("heart1-1-1", "no message for 5000 ms", "stop\n\ncont\r\nquit"));
        assertThat(outcome).isEqualTo(Outcome.sent());
        assertThat(CapturedLog.LINES).containsExactly(
                "awd.incident WARN incident heart1-1-1: watchdog heart1 timeout: no message for 5000 ms",
                "awd.incident WARN incident heart1-1-1: script: stop",
                "awd.incident WARN incident heart1-1-1: script: ",
                "awd.incident WARN incident heart1-1-1: script: cont",
                "awd.incident WARN incident heart1-1-1: script: quit");
    }

    @Test
    void withoutAScriptItIsOneLineAtTheLevelThatWasAskedFor() {
        send(notifier(LogProperties.Level.ERROR), step("heart1-1-1", "gone", ""));
        send(notifier(LogProperties.Level.INFO), step("heart1-1-2", "gone", ""));
        assertThat(CapturedLog.LINES).containsExactly("awd.incident ERROR incident heart1-1-1: watchdog heart1 timeout: gone",
                "awd.incident INFO incident heart1-1-2: watchdog heart1 timeout: gone");
    }

    @Test
    void anAlertHasNoIncidentAndIsNotWrittenTwice() {
        send(notifier(LogProperties.Level.WARN), step("", "h2 is silent", "AWD heart1: h2 is silent\n"));
        assertThat(CapturedLog.LINES).containsExactly("awd.incident WARN watchdog heart1 timeout: h2 is silent");
    }

    @Test
    void controlCharactersArePrintable() {
        send(notifier(LogProperties.Level.WARN), step("i", "a\nb\u001b[31m {} c", "x\u0000y\u202ez\u0085w ü 😀\n"));
        assertThat(CapturedLog.LINES).containsExactly("awd.incident WARN incident i: watchdog heart1 timeout: a\\u000ab\\u001b[31m {} c",
                "awd.incident WARN incident i: script: x\\u0000y\\u202ez\\u0085w ü 😀");
    }

    @Test
    void aLongScriptIsCutAndSaysSo() {
        String script = IntStream.range(0, 60).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        send(notifier(LogProperties.Level.WARN), step("i", "gone", script));
        assertThat(CapturedLog.LINES).hasSize(1 + LogNotifier.LINES + 1).contains("awd.incident WARN incident i: script: line 49")
                .doesNotContain("awd.incident WARN incident i: script: line 50")
                .last().isEqualTo("awd.incident WARN incident i: script: (10 more lines)");
    }

    @Test
    void aLongLineIsCut() {
        send(notifier(LogProperties.Level.WARN), step("i", "gone", "x".repeat(5000)));
        assertThat(CapturedLog.LINES.get(1)).hasSizeLessThan(1100).endsWith("x…");
    }

    @Test
    void itIsAlwaysReadyAndItsCountLivesOn() {
        LogNotifier notifier = notifier(LogProperties.Level.WARN);
        assertThat(notifier.ready()).isTrue();
        send(notifier, step("i", "gone", ""));
        assertThat(notifier.status()).isEqualTo(new LogStatus(true, 1));
        LogNotifier again = (LogNotifier) new LogNotifierType().create(new Given(new LogProperties(LogProperties.Level.WARN), notifier.suspend()));
        send(again, step("i", "gone", ""));
        assertThat(again.status().sent()).isEqualTo(2);
    }

    @Test
    void aDryRunWritesNothing() {
        List<Finding> found = notifier(LogProperties.Level.WARN).check(List.of(step("", "dry run", "stop\n")), 1000).toCompletableFuture().join();
        assertThat(found).containsExactly(new Finding(0, true, "writes to the log at WARN"));
        assertThat(CapturedLog.LINES).isEmpty();
    }
}
