package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.optscript.OptScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full or hangs stops no script, and what it did not take is told once, counted, and made good. */
class DiskTest {
    @TempDir
    private Path folder;
    private final Bench bench = new Bench();
    private final Disk disk = new Disk();
    private final FakeNode node = FakeNode.lines("n");
    private final Script script = bench.script("one\ntwo\n");
    private int toldBefore;
    private int mendedBefore;

    @BeforeEach
    void begin() {
        toldBefore = CapturedLog.lines("incidents.jsonl cannot be written: ").size();
        mendedBefore = CapturedLog.lines("incidents.jsonl is written again").size();
        bench.log.goOn(new IncidentFile(folder.resolve("incidents.jsonl"), 1 << 20, disk, 0), Set.of());
    }

    @AfterEach
    void end() {
        disk.hangs.countDown();
        bench.log.close();
    }

    private List<IncidentSummary> afterARestart() throws Exception {
        Files.writeString(folder.resolve("incidents.jsonl"), disk.text());
        IncidentLog next = new IncidentLog();
        next.bindFolder(folder);
        List<IncidentSummary> all = next.of("heart1");
        next.close();
        return all;
    }

    @Test
    void onAFullDiskTheScriptIsSentAndItIsToldOnce() {
        disk.room = 0;
        Bench.whole(script, Bench.STOP, node);
        Bench.whole(script, Bench.STOP, node);
        bench.log.close();
        assertThat(node.texts()).containsExactly("one", "two", "one", "two");
        assertThat(CapturedLog.lines("incidents.jsonl cannot be written: ")).hasSize(toldBefore + 1);
        assertThat(script.status().unrecorded()).as("two beginnings, four steps that begin and end, two ends").isEqualTo(12);
        assertThat(script.status().incidents()).hasSize(2);
    }

    @Test
    void whatAFullDiskDidNotTakeIsWrittenWhenThereIsRoom() throws Exception {
        disk.room = 500;
        Bench.whole(script, Bench.STOP, node);
        Bench.until(() -> script.status().unrecorded() > 0);
        disk.room = Integer.MAX_VALUE;
        Bench.whole(script, Bench.STOP, node);
        List<IncidentSummary> before = script.status().incidents();
        bench.log.close();
        assertThat(CapturedLog.lines("incidents.jsonl is written again")).hasSize(mendedBefore + 1);
        assertThat(afterARestart()).containsExactlyInAnyOrderElementsOf(before).extracting(IncidentSummary::state).containsOnly("ended");
    }

    @Test
    void whoSeesTheEndOfAnIncidentFindsItOnRecord() {
        for (int i = 1; i <= 100; i++) {
            Bench.whole(script, Bench.STOP, node);
            assertThat(script.status().incidents()).last().extracting(IncidentSummary::state).isEqualTo("ended");
            assertThat(disk.text().lines().filter(line -> line.contains("\"ended\":"))).hasSize(i);
        }
    }

    @Test
    void whoSeesAnIncidentInTheListFindsItOnRecord() {
        for (int i = 1; i <= 20; i++) {
            int wanted = i;
            node.held();
            Bench.run(script, Bench.STOP, node);
            Bench.until(() -> script.status().incidents().size() == wanted);
            assertThat(disk.text().lines().filter(line -> line.contains("\"reason\":"))).hasSizeGreaterThanOrEqualTo(i);
        }
    }

    @Test
    void anIncidentIsListedThoughTheDiskHangs() {
        disk.hangs = new CountDownLatch(1);
        node.held();
        OptScript.Run run = Bench.run(script, Bench.STOP, node);
        assertThat(script.status().incidents()).as("not on record").isEmpty();
        assertThat(bench.log.find(run.incident())).isPresent();
        Bench.until(() -> !script.status().incidents().isEmpty());
        assertThat(disk.text()).isEmpty();
    }

    @Test
    void aDiskThatHangsHoldsUpNeitherTheCallerNorTheScript() throws Exception {
        disk.hangs = new CountDownLatch(1);
        long start = System.nanoTime();
        OptScript.Run run = Bench.run(script, Bench.STOP, node);
        long returned = System.nanoTime() - start;
        assertThat(node.got).as("it waits for the disk at first").isEmpty();
        Bench.until(() -> Bench.over(run).isPresent());
        assertThat(TimeUnit.NANOSECONDS.toMillis(returned)).isLessThan(Journal.PATIENCE_MILLIS);
        assertThat(node.texts()).containsExactly("one", "two");
        assertThat(CapturedLog.lines("the disk took no line within 250 ms")).isNotEmpty();

        disk.hangs.countDown();
        bench.log.close();
        assertThat(script.status().unrecorded()).isZero();
        assertThat(afterARestart()).extracting(IncidentSummary::state).containsExactly("ended");
    }

    @Test
    void whileItWaitsForTheDiskItCanStillBeTakenBack() {
        disk.hangs = new CountDownLatch(1);
        OptScript.Run run = Bench.run(script, Bench.STOP, node);
        run.cancel("the peer is back");
        Bench.until(() -> Bench.over(run).isPresent());
        assertThat(Bench.over(run)).contains(false);
        assertThat(node.got).isEmpty();
        assertThat(bench.outcomes()).containsExactly("n/1 cancelled", "n/2 cancelled");
    }

    @Test
    void whileItWaitsForTheDiskItsBundleCanLeave() {
        disk.hangs = new CountDownLatch(1);
        OptScript.Run run = Bench.run(script, Bench.STOP, node);
        script.suspend();
        Bench.until(() -> Bench.over(run).isPresent());
        assertThat(node.got).isEmpty();
        assertThat(bench.outcomes()).containsExactly("n/1 cancelled", "n/2 cancelled");
    }

    @Test
    void theEndDoesNotWaitForADiskThatHangsForEver() {
        disk.hangs = new CountDownLatch(1);
        Bench.whole(script, Bench.STOP, node);
        bench.log.close();
        assertThat(script.status().unrecorded()).isPositive();
    }
}
