package io.awd.notifier.log.internal;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes an incident and its script's first lines. */
final class LogNotifier implements Instance<LogProperties>, Notifier {
    /** How many lines of a script are written. */
    static final int LINES = 50;
    private static final int LONGEST = 1000;
    private static final Logger LOG = LoggerFactory.getLogger("awd.incident");
    private final Level level;
    private final AtomicLong sent = new AtomicLong();

    LogNotifier(Creation<LogProperties> creation) {
        level = Level.valueOf(creation.properties().level().name());
        sent.set(Long.parseLong(creation.memento().getOrDefault("sent", "0")));
    }

    @Override
    public Syntax syntax() {
        return Syntax.INCIDENT;
    }

    @Override
    public Optional<String> notReady() {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Outcome> send(Step step) {
        Incident incident = step.incident();
        boolean alert = incident.id().isEmpty();
        String head = alert ? "" : "incident " + incident.id() + ": ";
        write(head + "watchdog " + incident.watchdog() + " " + incident.reason() + ": " + printable(incident.text()));
        // the bytes of an alert are its text once more
        if (!alert && step.bytes().length > 0) {
            script(head, step.text());
        }
        sent.incrementAndGet();
        return CompletableFuture.completedStage(Outcome.sent());
    }

    private void script(String head, String text) {
        List<String> lines = text.lines().toList();
        lines.stream().limit(LINES).forEach(line -> write(head + "script: " + printable(line)));
        if (lines.size() > LINES) {
            write(head + "script: (" + (lines.size() - LINES) + " more lines)");
        }
    }

    private void write(String line) {
        LOG.atLevel(level).log("{}", line);
    }

    private static String printable(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> line.append(isPrintable(c) ? Character.toString(c) : String.format("\\u%04x", c)));
        return line.append(text.length() > LONGEST ? "…" : "").toString();
    }

    /** Neither a terminal nor whoever reads the log is to be told lies: no new lines, no escapes, no reversed text. */
    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> false;
            default -> true;
        };
    }

    @Override
    public CompletionStage<List<Finding>> check(List<Step> steps, long timeoutMillis) {
        boolean shown = LOG.isEnabledForLevel(level);
        return CompletableFuture.completedStage(List.of(new Finding(0, shown,
                shown ? "writes to the log at " + level : "the log is set up to leave out " + level + " of awd.incident")));
    }

    @Override
    public LogStatus status() {
        return new LogStatus(true, sent.get());
    }

    @Override
    public Map<String, String> suspend() {
        return Map.of("sent", String.valueOf(sent.get()));
    }

    @Override
    public void close() {
        // it holds nothing
    }
}
