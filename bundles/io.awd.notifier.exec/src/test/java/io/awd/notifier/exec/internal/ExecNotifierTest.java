package io.awd.notifier.exec.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Outcome.Result;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program is told, and what its end means. */
class ExecNotifierTest {
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

    @Test
    void itTellsOfTheIncidentInOneStep() throws Exception {
        assertThat(bench.open().syntax()).isEqualTo(Notifier.Syntax.INCIDENT);
    }

    @Test
    void exitStatusZeroIsAnAcknowledgementWithWhatWasWritten() throws Exception {
        ExecNotifier notifier = bench.script("echo done", "echo and more >&2").open();
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.acknowledged("done\nand more"));
        assertThat(notifier.status()).isEqualTo(new ExecStatus(true, "", notifier.status().running(), 0, 1, 0, 0, 0, ""));
    }

    @Test
    void anotherExitStatusIsAFailureWithWhatWasWritten() throws Exception {
        ExecNotifier notifier = bench.script("echo 'no such host'", "exit 3").open();
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.failed("exit status 3: no such host"));
        assertThat(Bench.send(bench.script("exit 255").open())).isEqualTo(Outcome.failed("exit status 255"));
        assertThat(notifier.status().failed()).isEqualTo(1);
        assertThat(notifier.status().lastError()).isEqualTo("exit status 3: no such host");
    }

    @Test
    void aSignalIsAFailureThatNamesIt() throws Exception {
        assertThat(Bench.send(bench.script("echo here", "kill -9 $$").open())).isEqualTo(Outcome.failed("exit status 137 (killed by SIGKILL): here"));
        assertThat(Bench.send(bench.script("kill -SEGV $$").open())).isEqualTo(Outcome.failed("exit status 139 (killed by SIGSEGV)"));
        assertThat(Bench.send(bench.script("kill -SYS $$").open())).isEqualTo(Outcome.failed("exit status 159 (killed by SIGSYS)"));
    }

    @Test
    void itsInputIsTheIncidentAsOneLineOfJson() throws Exception {
        ExecNotifier notifier = bench.script("cat > $in/stdin").open();
        assertThat(Bench.send(notifier, Bench.step("stop \"vm\"\nquit é\n", 20_000)).result()).isEqualTo(Result.ACKNOWLEDGED);
        String text = Files.readString(folder.resolve("stdin"));
        assertThat(text).endsWith("}\n").satisfies(all -> assertThat(all.lines()).hasSize(1));
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        assertThat(json.keySet()).containsExactly("incident", "id", "reason", "text", "age_ms", "stalls", "time", "host", "script", "digest", "script_text");
        assertThat(json.get("text").getAsString()).isEqualTo("heart1 is silent \"now\"");
        assertThat(json.get("age_ms").getAsJsonPrimitive().isNumber()).isTrue();
        assertThat(json.get("age_ms").getAsLong()).isEqualTo(5001);
        assertThat(json.get("script_text").getAsString()).isEqualTo("stop \"vm\"\nquit é\n");
    }

    @Test
    void withoutAScriptAndForAnAlertThereIsNoScriptText() throws Exception {
        ExecNotifier notifier = bench.script("cat > $in/stdin").open();
        Bench.send(notifier, Bench.step("", 20_000));
        assertThat(Files.readString(folder.resolve("stdin"))).contains("\"incident\":\"heart1-1-1\"").doesNotContain("script_text");
        Incident alert = new Incident("", "heart1", "degraded", "one path is silent", 10, 0, Instant.EPOCH, "host1", "", "");
        Bench.send(notifier, new Step(alert, 1, "one path is silent".getBytes(), 20_000));
        assertThat(Files.readString(folder.resolve("stdin"))).contains("\"reason\":\"degraded\"").doesNotContain("script_text");
    }

    @Test
    void itsEnvironmentIsTheIncidentAndLittleElse() throws Exception {
        // sh itself adds PWD, and env names itself in _
        assertThat(Bench.send(bench.script("env > $in/env").open()).result()).isEqualTo(Result.ACKNOWLEDGED);
        Map<String, String> env = new TreeMap<>();
        Files.readAllLines(folder.resolve("env")).forEach(line -> env.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        env.keySet().removeAll(List.of("PWD", "_", "OLDPWD", "SHLVL"));
        assertThat(env).containsOnlyKeys("PATH", "LANG", "HOME", "AWD_INCIDENT", "AWD_ID", "AWD_REASON", "AWD_TEXT", "AWD_AGE_MS", "AWD_STALLS",
                "AWD_TIME", "AWD_HOST", "AWD_SCRIPT", "AWD_DIGEST").containsEntry("AWD_INCIDENT", "heart1-1-1").containsEntry("AWD_ID", "heart1")
                .containsEntry("AWD_REASON", "timeout").containsEntry("AWD_TEXT", "heart1 is silent \"now\"").containsEntry("AWD_AGE_MS", "5001")
                .containsEntry("AWD_STALLS", "2").containsEntry("AWD_TIME", "2026-01-02T03:04:05Z").containsEntry("AWD_HOST", "host1")
                .containsEntry("AWD_SCRIPT", "/etc/awd/script").containsEntry("AWD_DIGEST", "abc123");
    }

    @Test
    void itsArgumentsAreFilledInAndReachItWithoutAShell() throws Exception {
        ExecNotifier notifier = bench.script("printf '%s|' \"$@\"").open("--id=${id}", "${text}", "$(reboot) ; * `x`", "", "${reason} ${age_ms}");
        assertThat(Bench.send(notifier).detail()).isEqualTo("--id=heart1|heart1 is silent \"now\"|$(reboot) ; * `x`||timeout 5001|");
    }

    @Test
    void anArgumentWithAnUnknownNameIsRefused() {
        assertThatThrownBy(() -> bench.open("${id}", "to ${nobody}")).isInstanceOf(AwdException.class)
                .hasMessage("Parameter 'args.1' does not accept value 'to ${nobody}': an incident has no field 'nobody'");
    }

    @Test
    void whatHoldsANulReachesItAllTheSame() throws Exception {
        ExecNotifier notifier = bench.script("printf %s \"$1 $AWD_TEXT\"").open("${text}");
        Incident odd = new Incident("i", "w", "timeout", "a\0b", 0, 0, Instant.EPOCH, "", "", "");
        assertThat(Bench.send(notifier, new Step(odd, 1, new byte[0], 20_000))).isEqualTo(Outcome.acknowledged("a?b a?b"));
    }

    @Test
    void itRunsInItsDirectory() throws Exception {
        Path dir = Files.createDirectory(folder.resolve("dir"));
        bench.script("pwd");
        ExecNotifier notifier = bench.open(new ExecNotifierType.Properties(bench.program, List.of(), 10_000, Optional.of(dir), 1), Map.of());
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.acknowledged(dir.toString()));
        assertThat(notifier.check(List.of(), 1000).toCompletableFuture().get()).containsExactly(
                new Finding(0, true, bench.program + " is there and may be executed"), new Finding(0, true, "it runs in " + dir));
    }

    @Test
    void aDirectoryThatIsNotThereIsNotReadyAndNothingIsStarted() throws Exception {
        Path dir = folder.resolve("dir");
        bench.script("echo ran > $in/ran");
        ExecNotifier notifier = bench.open(new ExecNotifierType.Properties(bench.program, List.of(), 10_000, Optional.of(dir), 1), Map.of());
        assertThat(notifier.notReady()).contains(dir + " is not a directory");
        assertThat(Bench.send(notifier).result()).isEqualTo(Result.NOT_SENT);
        assertThat(notifier.check(List.of(), 1000).toCompletableFuture().get()).last().isEqualTo(new Finding(0, false, dir + " is not a directory"));
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void aMissingProgramIsNotReadyUntilItAppears() throws Exception {
        ExecNotifier notifier = bench.open();
        assertThat(notifier.notReady()).contains(bench.program + " does not exist");
        assertThat(notifier.check(List.of(), 1000).toCompletableFuture().get()).containsExactly(new Finding(0, false, bench.program + " does not exist"));
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome.result()).isEqualTo(Result.NOT_SENT);
        assertThat(outcome.detail()).contains(bench.program.toString(), "No such file or directory");
        assertThat(notifier.status().notSent()).isEqualTo(1);

        bench.script("echo here");
        Bench.until("it is ready", notifier::ready);
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.acknowledged("here"));
        assertThat(notifier.status().ready()).isTrue();

        Files.delete(bench.program);
        Bench.until("it is not ready", () -> !notifier.ready());
    }

    @Test
    void aFileThatMayNotBeExecutedAndAFolderAreNotReady() throws Exception {
        Files.writeString(bench.program, "#!/bin/sh\n");
        ExecNotifier notifier = bench.open();
        assertThat(notifier.notReady()).contains(bench.program + " is not executable");
        assertThat(Bench.send(notifier).result()).isEqualTo(Result.NOT_SENT);
        Files.delete(bench.program);
        Files.createDirectory(bench.program);
        assertThat(bench.open().notReady()).contains(bench.program + " is not a file");
    }

    @Test
    void aProgramThatLooksWellButCannotBeStartedIsNotTriedAgainAtOnce() throws Exception {
        bench.script("true");
        Files.writeString(bench.program, "#!/nowhere/interpreter\n");
        ExecNotifier notifier = bench.open();
        assertThat(notifier.ready()).isTrue();
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome.result()).isEqualTo(Result.NOT_SENT);
        assertThat(notifier.notReady()).contains(outcome.detail());
    }

    @Test
    void itsCountersLiveOnWhenItsBundleIsSwapped() throws Exception {
        ExecNotifier notifier = bench.script("exit $(cat $in/status)").open();
        for (String status : List.of("0", "0", "7")) {
            Files.writeString(folder.resolve("status"), status);
            Bench.send(notifier);
        }
        Map<String, String> memento = notifier.suspend();
        ExecStatus status = bench.open(bench.properties(1000, 1), memento).status();
        assertThat(List.of(status.acknowledged(), status.failed(), status.unknown(), status.notSent())).containsExactly(2L, 1L, 0L, 0L);
        assertThat(status.lastError()).isEqualTo("exit status 7");
    }
}
