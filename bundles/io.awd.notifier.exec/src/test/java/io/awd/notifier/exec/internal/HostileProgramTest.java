package io.awd.notifier.exec.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Outcome.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that hang, flood, read nothing or leave children behind. */
@Timeout(120)
class HostileProgramTest {
    /** More than any pipe takes. */
    private static final String LARGE = "stop\n".repeat(100_000);
    @TempDir
    private Path folder;
    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static long millis(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private ExecNotifier limited(long limit) throws Exception {
        return bench.open(bench.properties(limit, 4), Map.of());
    }

    @Test
    void aProgramThatHangsIsKilledAtItsLimit() throws Exception {
        bench.script("echo $$ > $in/pid", "echo hm", "exec sleep 1000");
        ExecNotifier notifier = limited(400);
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome.result()).isEqualTo(Result.UNKNOWN);
        assertThat(outcome.detail()).matches("killed after 4\\d\\d ms: hm");
        assertThat(notifier.status().unknown()).isEqualTo(1);
        assertThat(ProcessHandle.of(Long.parseLong(bench.left("pid"))).filter(Bench::running)).satisfies(p -> p.ifPresent(Bench::gone));
    }

    @Test
    void theStepsOwnTimeCountsWhenItIsShorter() throws Exception {
        bench.script("exec sleep 1000");
        Outcome outcome = Bench.send(limited(60_000), Bench.step("", 400));
        assertThat(outcome.result()).isEqualTo(Result.UNKNOWN);
        assertThat(outcome.detail()).matches("killed after [34]\\d\\d ms");
    }

    @Test
    void aNewLimitCountsForTheNextRun() throws Exception {
        bench.script("exec sleep 1000");
        ExecNotifier notifier = limited(60_000);
        notifier.set(bench.properties(300, 4));
        assertThat(Bench.send(notifier).detail()).matches("killed after 3\\d\\d ms");
    }

    @Test
    void itsDescendantsAreKilledWithItEvenIfTheyIgnoreSigterm() throws Exception {
        bench.script("sh -c 'trap \"\" TERM; echo $$ > '$in'/stubborn; while :; do sleep 0.1; done' &", "sleep 1000 &", "echo $! > $in/child",
                "echo $$ > $in/own", "wait");
        ExecNotifier notifier = limited(1500);
        CompletableFuture<Outcome> outcome = Bench.begin(notifier, Bench.step("", 20_000));
        List<ProcessHandle> all = List.of(bench.process("stubborn"), bench.process("child"), bench.process("own"));
        assertThat(all).allMatch(Bench::running);
        assertThat(outcome.get(20, TimeUnit.SECONDS).result()).isEqualTo(Result.UNKNOWN);
        all.forEach(Bench::gone);
    }

    @Test
    void aProgramMayEndByItselfOnSigterm() throws Exception {
        bench.script("trap 'echo tidied > $in/tidied; exit 0' TERM", "while :; do sleep 0.05; done");
        assertThat(Bench.send(limited(500)).result()).isEqualTo(Result.UNKNOWN);
        assertThat(bench.left("tidied")).isEqualTo("tidied");
    }

    @Test
    void aGrandchildThatHoldsTheOutputIsNotWaitedFor() throws Exception {
        bench.script("sleep 1000 &", "echo $! > $in/child", "echo started");
        long start = System.nanoTime();
        Outcome outcome = Bench.send(limited(60_000));
        ProcessHandle child = bench.process("child");
        try {
            assertThat(outcome).isEqualTo(Outcome.acknowledged("started"));
            assertThat(millis(start)).isLessThan(10_000);
            assertThat(Bench.running(child)).as("it is no longer ours").isTrue();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aGrandchildThatFloodsTheOutputIsCutOff() throws Exception {
        // it lives on as long as somebody could read its output
        bench.script("(echo $(exec sh -c 'echo $PPID') > $in/child; exec yes) &", "while ! [ -s $in/child ]; do sleep 0.01; done", "echo started");
        ExecNotifier notifier = limited(60_000);
        assertThat(Bench.send(notifier).result()).isEqualTo(Result.ACKNOWLEDGED);
        long child = Long.parseLong(bench.left("child"));
        ProcessHandle.of(child).ifPresent(Bench::gone);
    }

    @Test
    void aFloodOfOutputIsReadToItsEndButNotKept() throws Exception {
        bench.script("head -c 20000000 /dev/zero | tr '\\0' x", "echo $? > $in/end", "exit 1");
        Outcome outcome = Bench.send(bench.open());
        assertThat(outcome.result()).isEqualTo(Result.FAILED);
        assertThat(outcome.detail()).isEqualTo("exit status 1: " + "x".repeat(1000));
        assertThat(bench.left("end")).isEqualTo("0");
    }

    @Test
    void anEndlessFloodEndsAtTheLimit() throws Exception {
        bench.script("exec yes é");
        Outcome outcome = Bench.send(limited(400));
        assertThat(outcome.result()).isEqualTo(Result.UNKNOWN);
        assertThat(outcome.detail()).startsWith("killed after 4").endsWith("\né\né").hasSizeBetween(1000, 1030);
    }

    @Test
    void aProgramThatClosesItsInputOrReadsNothingSucceeds() throws Exception {
        for (String script : List.of("stop\n", "stop\n".repeat(700), LARGE)) {
            assertThat(Bench.send(bench.script("exec <&-", "sleep 0.05", "echo closed").open(), Bench.step(script, 20_000)))
                    .isEqualTo(Outcome.acknowledged("closed"));
            assertThat(Bench.send(bench.script("echo unread").open(), Bench.step(script, 20_000))).isEqualTo(Outcome.acknowledged("unread"));
        }
    }

    @Test
    void aProgramThatHangsAndReadsNothingIsKilledAtItsLimit() throws Exception {
        bench.script("exec sleep 1000");
        assertThat(Bench.send(limited(400), Bench.step(LARGE, 20_000)).detail()).matches("killed after 4\\d\\d ms");
    }

    @Test
    void aLargeScriptReachesItWhole() throws Exception {
        List<String> before = held();
        assertThat(Bench.send(bench.script("wc -c; stat -L -c %a /dev/stdin").open(), Bench.step(LARGE, 20_000)).detail())
                .isEqualTo((LARGE.replace("\n", "\\n").length() + Telling.json(Bench.step("", 1)).length + ",\"script_text\":\"\"".length()) + "\n600");
        assertThat(held()).as("files left behind").isEqualTo(before);
    }

    private static List<String> held() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            return files.map(Path::toString).filter(name -> name.contains("awd-exec-")).sorted().toList();
        }
    }

    @Test
    void noMoreRunAtOnceThanAllowedAndNoMoreWaitThanTheQueueTakes() throws Exception {
        bench.script("echo x >> $in/begun", "while ! [ -e $in/go ]; do sleep 0.02; done");
        ExecNotifier notifier = bench.open(bench.properties(60_000, 2), Map.of());
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 2 + 256; i++) {
            all.add(Bench.begin(notifier, Bench.step("", 60_000)));
        }
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.notSent("256 programs are waiting already"));
        Bench.until("two run", () -> lines("begun") == 2);
        assertThat(List.of(notifier.status().running(), notifier.status().waiting())).containsExactly(2, 256);
        assertThat(all).noneMatch(CompletableFuture::isDone);

        long start = System.nanoTime();
        notifier.close();
        assertThat(millis(start)).isLessThan(5000);
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(all.stream().map(CompletableFuture::join).map(Outcome::result)).containsOnly(Result.UNKNOWN, Result.NOT_SENT)
                .filteredOn(Result.UNKNOWN::equals).hasSize(2);
        assertThat(lines("begun")).isEqualTo(2);
    }

    @Test
    void whatWaitsForLongerThanItsTimeIsNeverStarted() throws Exception {
        bench.script("echo x >> $in/begun", "while ! [ -e $in/go ]; do sleep 0.02; done");
        ExecNotifier notifier = bench.open(bench.properties(60_000, 1), Map.of());
        CompletableFuture<Outcome> first = Bench.begin(notifier, Bench.step("", 60_000));
        Outcome second = Bench.send(notifier, Bench.step("", 300));
        assertThat(second).isEqualTo(Outcome.notSent("others ran for all of its 300 ms"));
        Bench.until("nothing waits", () -> notifier.status().waiting() == 0);
        Files.writeString(folder.resolve("go"), "");
        assertThat(first.get(20, TimeUnit.SECONDS).result()).isEqualTo(Result.ACKNOWLEDGED);
        assertThat(Bench.send(notifier).result()).isEqualTo(Result.ACKNOWLEDGED);
        assertThat(lines("begun")).isEqualTo(2);
    }

    @Test
    void theEndOfTheNotifierKillsWhatRunsAndTheTreeIsGoneWhenItReturns() throws Exception {
        bench.script("trap '' TERM", "sh -c 'trap \"\" TERM; echo $$ > '$in'/child; while :; do sleep 0.1; done' &", "echo $$ > $in/own",
                "while :; do sleep 0.1; done");
        ExecNotifier notifier = limited(60_000);
        CompletableFuture<Outcome> outcome = Bench.begin(notifier, Bench.step("", 60_000));
        List<ProcessHandle> tree = List.of(bench.process("child"), bench.process("own"));
        Map<String, String> memento = notifier.suspend();
        assertThat(tree).noneMatch(Bench::running);
        assertThat(outcome.join().result()).isEqualTo(Result.UNKNOWN);
        assertThat(outcome.join().detail()).matches("killed after \\d+ ms, as the notifier goes");
        assertThat(memento).containsEntry("unknown", "1");
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.notSent("the notifier goes"));
    }

    @Test
    void afterTwoHundredRunsNothingIsLeft() throws Exception {
        bench.script("case $(cat) in *script_text*) exit 0;; *) echo no; exit 1;; esac");
        ExecNotifier notifier = bench.open(bench.properties(10_000, 8), Map.of());
        Bench.send(notifier);
        int descriptors = descriptors();
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(Bench.begin(notifier, Bench.step(i % 4 == 0 ? LARGE : "stop\n", 60_000)));
        }
        for (CompletableFuture<Outcome> one : all) {
            assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(Outcome.acknowledged(""));
        }
        Bench.until("descriptors are as many as before", () -> descriptors() <= descriptors);
        assertThat(ProcessHandle.current().children()).isEmpty();
        Bench.until("its threads have ended", () -> Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().startsWith("awd-exec-")));
    }

    private long lines(String name) {
        try {
            return Files.exists(folder.resolve(name)) ? Files.readAllLines(folder.resolve(name)).size() : 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
