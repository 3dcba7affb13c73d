package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program is the notification node. */
class ExecNotifierIT {
    @TempDir
    private Path folder;

    private Path program(String name, String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\nin=" + folder + "\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static SteadyPeer alive(Watched watched, ShellSocket shell, String id) {
        SteadyPeer peer = SteadyPeer.to(watched.port(id));
        Watched.reaches(shell, id, "alive");
        return peer;
    }

    @Test
    void aProgramRunsAtAnExpiryAndIsToldOfIt() throws Exception {
        Path program = program("told", "cat > $in/stdin", "env > $in/env", "echo \"$@\" > $in/args", "echo told", "touch $in/done");
        Watched watched = Watched.in(folder).option("-object", "notifier-exec,id=exec1,program=" + program + ",args.0=--id=${id},args.1=${reason},,${host}");
        Path script = watched.script("stop");
        watched.plain("advanced-watchdog", "awd_node", "w", "server=on,notification_node=exec1,opt_script=" + script + ",timeout=1000,pulse_interval=200");
        try (Awd awd = watched.start(); SteadyPeer peer = alive(watched, ShellSocket.of(awd), "w")) {
            ShellSocket shell = ShellSocket.of(awd);
            assertThat(shell.ask("qom-get exec1 ready")).isEqualTo("true");
            peer.silence();
            Eventually.holds(() -> assertThat(shell.number("exec1", "acknowledged")).isEqualTo(1));
            assertThat(folder.resolve("done")).exists();
            JsonObject json = JsonParser.parseString(Files.readString(folder.resolve("stdin"))).getAsJsonObject();
            assertThat(json.get("id").getAsString()).isEqualTo("w");
            assertThat(json.get("reason").getAsString()).isEqualTo("timeout");
            assertThat(json.get("script").getAsString()).isEqualTo(script.toString());
            assertThat(json.get("script_text").getAsString()).isEqualTo("stop\n");
            assertThat(json.get("age_ms").getAsLong()).isGreaterThanOrEqualTo(1000);
            Map<String, String> env = Files.readAllLines(folder.resolve("env")).stream().map(line -> line.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
            for (String name : List.of("incident", "id", "reason", "text", "age_ms", "stalls", "time", "host", "script", "digest")) {
                assertThat(env).containsEntry("AWD_" + name.toUpperCase(), json.get(name).getAsString());
            }
            assertThat(env.keySet()).allMatch(name -> name.matches("AWD_.*|PATH|LANG|HOME|PWD|OLDPWD|SHLVL|_"));
            assertThat(Files.readString(folder.resolve("args"))).isEqualTo("--id=w timeout," + env.get("AWD_HOST") + "\n");
            assertThat(shell.number("w", "expiries")).isEqualTo(1);
        }
    }

    @Test
    void aProgramThatHangsDelaysNobodyElseAndIsGoneWithTheDaemon() throws Exception {
        Path program = program("hangs", "trap '' TERM", "echo $$ > $in/pid", "while :; do sleep 0.1; done");
        Watched watched = Watched.in(folder).option("-object", "notifier-exec,id=exec1,time_limit=60000,program=" + program)
                .plain("advanced-watchdog", "awd_node", "slow", "server=on,notification_node=exec1,timeout=1000,pulse_interval=200,step_timeout=60000,opt_script="
                        + folder.resolve("script-quick"))
                .with("quick", "server=on,timeout=1000,pulse_interval=200");
        ProcessHandle hanging;
        try (Awd awd = watched.start(); SteadyPeer slow = alive(watched, ShellSocket.of(awd), "slow");
                SteadyPeer quick = alive(watched, ShellSocket.of(awd), "quick")) {
            ShellSocket shell = ShellSocket.of(awd);
            slow.silence();
            Eventually.holds(() -> assertThat(folder.resolve("pid")).content().endsWith("\n"));
            hanging = ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid")).strip())).orElseThrow();
            quick.silence();
            Eventually.holds(() -> assertThat(watched.fired()).containsExactly("quick"));
            assertThat(hanging.isAlive()).isTrue();
            assertThat(shell.number("exec1", "running")).isEqualTo(1);
            assertThat(awd.stop()).isZero();
        }
        Eventually.holds(() -> assertThat(hanging.isAlive()).isFalse());
    }

    @Test
    void anArgumentWithAnUnknownNameIsRefusedInOneLine() {
        String definition = "notifier-exec,id=exec1,program=/bin/true,args.0=${nobody}";
        Awd.Result result = Awd.run(folder, List.of("-object", definition));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("awd: -object " + definition + ": Parameter 'args.0' does not accept value '${nobody}': "
                + "an incident has no field 'nobody'\n");
    }
}
