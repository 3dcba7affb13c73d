package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** -shell and awd-shell: one command with its exit status, or a session; for this user only. */
class ShellIT {
    private static final String PROMPT = "awd> ";
    @TempDir
    private static Path folder;
    private static Awd awd;

    @BeforeAll
    static void start() {
        awd = Awd.start(folder, List.of("-name", "shelled", "-chardev", "null,id=n", "-object", "advanced-watchdog,id=heart1,awd_node=n"));
    }

    @AfterAll
    static void stop() {
        awd.close();
    }

    private static TextClient session() throws IOException {
        return TextClient.of(new ProcessBuilder(Awd.HOME.resolve("bin/awd-shell").toString(), awd.shellPath().toString())
                .redirectErrorStream(true).start());
    }

    private static String answer(TextClient client, String line) {
        client.type(line + "\n");
        String answer = client.readTo(PROMPT);
        return answer.substring(0, answer.length() - PROMPT.length());
    }

    @Test
    void aCommandThatSucceedsPrintsItsResultAndExitsWithZero() {
        assertThat(awd.shell("info name")).isEqualTo(new Awd.Result(0, "shelled\n", ""));
        assertThat(awd.shell("object-add iothread,id=one")).isEqualTo(new Awd.Result(0, "", ""));
        assertThat(awd.shell("object_del one")).isEqualTo(new Awd.Result(0, "", ""));
        assertThat(awd.shell("lb -s").out()).contains("io.awd.watchdog", "org.apache.felix.scr");
        assertThat(awd.shell("scr:list").out()).contains("io.awd.core.internal.Container");
    }

    @Test
    void aCommandThatFailsSaysWhyOnStandardErrorAndExitsWithOne() {
        assertThat(awd.shell("object-del nosuch")).isEqualTo(new Awd.Result(1, "", "Error: object 'nosuch' not found\n"));
        assertThat(awd.shell("nosuch")).isEqualTo(new Awd.Result(1, "", "unknown command: 'nosuch'\n"));
        assertThat(awd.shell("info nosuch")).satisfies(result -> {
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).startsWith("unknown command: 'info nosuch'").contains("watchdogs");
        });
        assertThat(awd.shell("qom-set heart1 timeout -1").err()).isEqualTo("Error: Parameter 'timeout' expects a uint64 value\n");
        assertThat(awd.ask("qom-get heart1 timeout")).isEqualTo("5000\n");
    }

    @Test
    void aSocketThatNobodyServesOrAWrongUseIsOneLineAndStatusOne() {
        String program = Awd.HOME.resolve("bin/awd-shell").toString();
        Awd.Result nobody = Awd.command(folder, List.of(program, folder.resolve("nobody").toString(), "-c", "info name"));
        assertThat(nobody.status()).isEqualTo(1);
        assertThat(nobody.err().lines()).hasSize(1);
        Awd.Result wrong = Awd.command(folder, List.of(program, folder.resolve("nobody").toString(), "info", "name"));
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).contains("usage: awd-shell PATH [-c COMMAND]");
    }

    @Test
    void aSessionOverAPipeAnswersEachLineAndEndsWithItsInput() throws Exception {
        try (TextClient client = session()) {
            assertThat(client.readTo(PROMPT)).matches("AWD 0\\.\\d+\\.\\d+ shell - type 'help' .*\nawd> ");
            assertThat(answer(client, "info name")).isEqualTo("shelled\n");
            assertThat(answer(client, "help")).contains("object-add TYPE,id=ID", "info watchdogs", "quit");
            assertThat(answer(client, "object_add iothread,id=typed")).isEmpty();
            assertThat(answer(client, "object-add iothread,id=typed")).startsWith("Error: ").doesNotContain("\tat ");
            assertThat(answer(client, "nosuch")).isEqualTo("unknown command: 'nosuch'\n");
            assertThat(answer(client, "object-del typed")).isEmpty();
            client.shutdown();
            client.readToEnd();
        }
        assertThat(awd.ask("info name")).as("the daemon runs on").isEqualTo("shelled\n");
    }

    @Test
    void exitEndsTheSessionAndNotTheDaemon() throws Exception {
        Process process = new ProcessBuilder(Awd.HOME.resolve("bin/awd-shell").toString(), awd.shellPath().toString()).redirectErrorStream(true).start();
        try (TextClient client = TextClient.of(process)) {
            client.readTo(PROMPT);
            client.type("exit\n");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(awd.ask("info name")).isEqualTo("shelled\n");
    }

    @Test
    void severalSessionsDoNotMix() throws IOException {
        List<TextClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                clients.add(TextClient.unix(awd.shellPath()));
            }
            clients.forEach(client -> client.readTo(PROMPT));
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).type("echo session" + i + "\n");
            }
            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).readTo(PROMPT)).isEqualTo("session" + i + "\n" + PROMPT);
            }
        } finally {
            clients.forEach(TextClient::close);
        }
    }

    @Test
    void theSocketIsThisUsersOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(awd.shellPath()))).isEqualTo("rw-------");
    }

    @Test
    void aSocketLeftByAKilledDaemonIsReplacedAndOneInUseIsRefused() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        try (Awd first = Awd.start(own, List.of("-name", "first"))) {
            Awd.Result second = Awd.run(folder.resolve("second"), List.of("-shell", first.shellPath().toString()));
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.err()).contains("awd: -shell " + first.shellPath() + ": ").contains("Address already in use");
            assertThat(first.ask("info name")).isEqualTo("first\n");
            first.kill();
            assertThat(first.shellPath()).exists();
        }
        try (Awd again = Awd.start(own, List.of("-name", "again"))) {
            assertThat(again.ask("info name")).isEqualTo("again\n");
            assertThat(again.stop()).isZero();
            assertThat(again.shellPath()).doesNotExist();
        }
    }
}
