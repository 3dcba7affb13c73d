package io.awd.notifier.qmp.internal;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares a script with QEMU's own description of what it takes. Executes nothing but query-qmp-schema and the human monitor's help. */
final class DryRun {
    private static final Pattern TOPIC = Pattern.compile("(info\\s+[A-Za-z0-9_-]+|[^\\s/]+).*");
    private final LongSupplier nanoTime;
    private final Executor elsewhere;
    private volatile Optional<Cached> cache = Optional.empty();

    private record Cached(Conversation talk, long connection, Schema schema) {
    }

    /** What a step says, or why it says nothing. */
    private record Read(int number, Optional<Command> command, String fault) {
        Finding bad(String why) {
            return new Finding(number, false, Tally.cut(why));
        }
    }

    DryRun(LongSupplier nanoTime, Executor elsewhere) {
        this.nanoTime = nanoTime;
        this.elsewhere = elsewhere;
    }

    private static List<Read> read(List<Step> steps) {
        List<Read> all = new ArrayList<>();
        for (Step step : steps) {
            try {
                all.add(new Read(step.number(), Optional.of(Command.parse(step.bytes())), ""));
            } catch (Json.SyntaxException e) {
                all.add(new Read(step.number(), Optional.empty(), e.getMessage()));
            }
        }
        return all;
    }

    /** What can be said without QEMU. */
    List<Finding> unasked(List<Step> steps, String why) {
        return syntax(read(steps), why);
    }

    private static List<Finding> syntax(List<Read> all, String why) {
        List<Finding> findings = new ArrayList<>(List.of(new Finding(0, false, Tally.cut(why))));
        all.forEach(read -> findings.add(read.command().isEmpty() ? read.bad(read.fault())
                : new Finding(read.number(), true, "it can be read; QEMU was not asked")));
        return findings;
    }

    /** One finding for each step, in order. */
    CompletionStage<List<Finding>> run(Conversation talk, List<Step> steps, long timeoutMillis) {
        long end = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        List<Read> all = read(steps);
        boolean needed = all.stream().anyMatch(read -> read.command().filter(command -> command.human().isEmpty()).isPresent());
        if (!needed) {
            return look(talk, all, Optional.empty(), end);
        }
        long connection = talk.connection();
        Optional<Schema> known = cache.filter(cached -> cached.talk() == talk && cached.connection() == connection).map(Cached::schema);
        return known.isPresent() ? look(talk, all, known, end) : ask(talk, Command.of("query-qmp-schema"), end).thenCompose(answer -> {
            if (!(answer instanceof Answer.Returned returned)) {
                return CompletableFuture.completedStage(syntax(all, "query-qmp-schema: " + why(answer)));
            }
            // thousands of entries: not on an event loop
            return CompletableFuture.supplyAsync(() -> new Schema(returned.value()), elsewhere).thenCompose(schema -> {
                cache = Optional.of(new Cached(talk, connection, schema));
                return look(talk, all, Optional.of(schema), end);
            });
        });
    }

    private CompletionStage<Answer> ask(Conversation talk, Command command, long end) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - nanoTime.getAsLong());
        return left <= 0 ? CompletableFuture.completedStage(new Answer.NotSent("not asked, the time was over"))
                : talk.ask(command, Math.min(left, Conversation.ANSWER_MILLIS));
    }

    private CompletionStage<List<Finding>> look(Conversation talk, List<Read> all, Optional<Schema> schema, long end) {
        CompletionStage<List<Finding>> findings = CompletableFuture.completedStage(new ArrayList<>());
        for (Read read : all) {
            findings = findings.thenCompose(list -> look(talk, read, schema, end).thenApply(finding -> {
                list.add(finding);
                return list;
            }));
        }
        return findings.thenApply(List::copyOf);
    }

    private CompletionStage<Finding> look(Conversation talk, Read read, Optional<Schema> schema, long end) {
        if (read.command().isEmpty()) {
            return CompletableFuture.completedStage(read.bad(read.fault()));
        }
        Command command = read.command().get();
        if (command.human().isPresent()) {
            return ask(talk, Command.human("help " + topic(command.human().get())), end).thenApply(answer -> help(read, answer));
        }
        List<String> faults = new ArrayList<>(schema.map(known -> known.faults(command)).orElse(List.of()));
        if (command.oob() && talk.noOob()) {
            faults.add(Schema.NO_OOB);
        }
        return CompletableFuture.completedStage(faults.isEmpty() ? new Finding(read.number(), true, "'" + command.name() + "' and its arguments are known")
                : read.bad(String.join("; ", faults)));
    }

    private static String topic(String line) {
        Matcher found = TOPIC.matcher(line);
        return found.matches() ? found.group(1) : line;
    }

    private static Finding help(Read read, Answer answer) {
        if (!(answer instanceof Answer.Returned returned)) {
            return read.bad("help: " + why(answer));
        }
        String text = HumanReply.text(returned);
        String first = text.lines().findFirst().orElse("");
        Optional<String> error = HumanReply.error(text);
        return error.isPresent() || first.isEmpty() ? read.bad(error.orElse("the monitor has no help on it"))
                : new Finding(read.number(), true, Tally.cut(first));
    }

    private static String why(Answer answer) {
        if (answer instanceof Answer.Refused refused) {
            return refused.line();
        } else if (answer instanceof Answer.Overdue overdue) {
            return overdue.line();
        }
        return answer instanceof Answer.Lost lost ? lost.why() : answer instanceof Answer.NotSent not ? not.why() : "";
    }
}
