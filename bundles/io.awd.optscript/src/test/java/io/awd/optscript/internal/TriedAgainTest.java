package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import io.awd.api.optscript.OptScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that calls itself ready and takes nothing. */
class TriedAgainTest {
    @TempDir
    private Path folder;

    @Test
    void aStepThatIsTriedAgainIsOnRecordOnce() throws Exception {
        Bench bench = new Bench();
        bench.log.bindFolder(folder);
        AtomicInteger asked = new AtomicInteger();
        FakeNode node = FakeNode.lines("hmp").answering(step -> CompletableFuture.completedStage(
                asked.incrementAndGet() < 5 ? Outcome.notSent("busy") : Outcome.acknowledged("")));
        OptScript.Run run = Bench.run(bench.script("stop\n"), Bench.STOP, node);
        Bench.until(() -> {
            bench.later.look();
            return Bench.over(run).isPresent();
        });
        bench.log.close();
        assertThat(asked).hasValue(5);
        assertThat(Files.readAllLines(folder.resolve("incidents.jsonl")).stream().filter(line -> line.contains("\"begun\""))).hasSize(1);
        assertThat(Files.readString(folder.resolve("incidents.jsonl"))).containsOnlyOnce("\"outcome\":\"acknowledged\"");
    }
}
