package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** -monitor: AWD's own commands, and only these, in the manner of QEMU's human monitor. */
class MonitorIT {
    private static final String PROMPT = "(awd) ";
    private static final String GREETING = "AWD 0\\.\\d+\\.\\d+ monitor - type 'help' for more information\r\n\\(awd\\) ";
    @TempDir
    private static Path folder;
    private static int port;
    private static Awd awd;

    @BeforeAll
    static void start() {
        port = SocketTable.freePort();
        awd = Awd.start(folder, List.of("-monitor", "tcp:127.0.0.1:" + port + ",server,nowait", "-monitor", "unix:" + folder.resolve("monitor") + ",server,nowait",
                "-chardev", "null,id=n", "-object", "advanced-watchdog,id=heart1,awd_node=n", "-name", "monitored"));
    }

    @AfterAll
    static void stop() {
        awd.close();
    }

    private static TextClient tcp() throws IOException {
        TextClient client = TextClient.tcp("127.0.0.1", port);
        assertThat(client.readTo(PROMPT)).matches(GREETING);
        return client;
    }

    private static String answer(TextClient client, String line) {
        client.type(line + "\n");
        String answer = client.readTo(PROMPT);
        return answer.substring(0, answer.length() - PROMPT.length());
    }

    @Test
    void itGreetsAndAnswersOnAUnixSocketToo() throws IOException {
        try (TextClient client = TextClient.unix(folder.resolve("monitor"))) {
            assertThat(client.readTo(PROMPT)).matches(GREETING);
            assertThat(answer(client, "info name")).isEqualTo("monitored\r\n");
        }
    }

    @Test
    void helpListsTheCommandsAndInfoItsTopics() throws IOException {
        try (TextClient client = tcp()) {
            assertThat(answer(client, "help")).contains("object-add", "object-del", "chardev-add", "chardev-remove", "qom-list", "qom-get", "qom-set",
                    "info watchdogs", "info chardev", "info iothreads", "info objects", "info pending", "quit").doesNotContain("scr:", "felix");
            assertThat(answer(client, "help object_add")).contains("TYPE,id=ID").doesNotContain("qom-list");
            assertThat(answer(client, "info")).contains("info watchdogs", "info chardev").doesNotContain("object-add");
        }
    }

    @Test
    void commandsWorkInHmpSpellingAndInOurs() throws IOException {
        try (TextClient client = tcp()) {
            assertThat(answer(client, "object_add iothread,id=hmp")).isEmpty();
            assertThat(answer(client, "object-add iothread,id=ours\r")).isEmpty();
            assertThat(answer(client, "info objects")).contains("hmp ", "ours ");
            assertThat(answer(client, "chardev_add null,id=another")).isEmpty();
            assertThat(answer(client, "info chardev")).contains("another: filename=null\r\n");
            assertThat(answer(client, "chardev-remove another") + answer(client, "object_del hmp") + answer(client, "object-del ours")).isEmpty();
            assertThat(answer(client, "qom-set /objects/heart1 timeout 7777")).isEmpty();
            assertThat(answer(client, "qom-get /objects/heart1 timeout")).isEqualTo("7777\r\n");
            assertThat(answer(client, "qom_get \"/objects/heart1\"  \"pulse_interval\"")).isEqualTo("1000\r\n");
            assertThat(answer(client, "info watchdogs")).containsPattern("heart1 +waiting");
            assertThat(answer(client, "")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lb", "felix:lb", "scr:list", "stop 0", "exec ls", "system_reset", "#", "Info name"})
    void whatIsNotAwdsOwnIsUnknown(String command) throws IOException {
        try (TextClient client = tcp()) {
            assertThat(answer(client, command)).isEqualTo("unknown command: '" + command.split(" ")[0] + "'\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "object_del nosuch | Error: object 'nosuch' not found",
        "object_add nosuch,id=x | Error: Parameter 'qom-type' does not accept value 'nosuch'",
        "object_add iothread | Error: Parameter 'id' is missing",
        "object_add iothread,id=x,foo=1 | Error: Parameter 'foo' is unexpected",
        "chardev_remove nosuch | Error: Chardev 'nosuch' not found",
        "chardev_remove n | Error: Chardev 'n' is busy",
        "qom-set heart1 timeout 0 | Error: Property 'advanced-watchdog.timeout' requires a positive value",
        "qom-get /objects/nosuch timeout | Error: Device '/objects/nosuch' not found"})
    void refusalsSayWhy(String command, String message) throws IOException {
        try (TextClient client = tcp()) {
            String before = answer(client, "info objects") + answer(client, "info chardev").replaceAll("<->.*", "");
            assertThat(answer(client, command)).isEqualTo(message + "\r\n");
            assertThat(answer(client, "info objects") + answer(client, "info chardev").replaceAll("<->.*", "")).isEqualTo(before);
        }
    }

    @Test
    void linesThatComeAtOnceAreExecutedInOrderThoughTheirSenderHasLeft() throws IOException {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            script.append("object_add iothread,id=q").append(i).append("\nobject_del q").append(i).append('\n');
        }
        script.append("object_add iothread,id=last\nobject_add iothread,id=unfinished");
        try (TextClient client = tcp()) {
            client.type(script.toString());
            client.shutdown();
            client.readToEnd();
        }
        ShellSocket shell = ShellSocket.of(awd);
        Eventually.holds(() -> assertThat(shell.ask("info objects")).contains("last "));
        assertThat(shell.ask("info objects")).doesNotContain("unfinished").doesNotContainPattern("q\\d");
        shell.ask("object-del last");
    }

    @Test
    void itServesOneClientAfterTheOther() throws IOException {
        try (TextClient first = tcp(); TextClient second = TextClient.tcp("127.0.0.1", port)) {
            second.type("info name\n");
            assertThat(answer(first, "info name")).isEqualTo("monitored\r\n");
            assertThat(second.text()).isEmpty();
            first.close();
            assertThat(second.readTo(PROMPT)).matches(GREETING);
            assertThat(second.readTo(PROMPT)).isEqualTo("monitored\r\n" + PROMPT);
        }
    }
}
