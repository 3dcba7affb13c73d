package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Tab key, on awd's own terminal and on that of awd-shell. */
class CompletionIT {
    private static final List<String> OPTIONS = List.of("-chardev", "null,id=n", "-object", "advanced-watchdog,id=heart1,awd_node=n");
    @TempDir
    private Path folder;

    private static void completes(TextClient client) {
        client.readTo("awd> ");
        client.type("info w\t");
        assertThat(client.readTo("info watchdogs ")).endsWith("info watchdogs ");
        client.type("he\t");
        client.readTo("heart1 ");
        client.type("\n");
        client.readTo("awd_node");
        client.readTo("awd> ");
        client.type("qom-get heart1 stat\t");
        client.readTo("qom-get heart1 state ");
        client.type("\n");
        client.readTo("waiting");
        client.readTo("awd> ");
        client.type("obj\t\t");
        client.readTo("object-add  object-del\r\nawd> object-");
        client.type("\u0015exit\n");
    }

    @Test
    void onTheTerminal() throws Exception {
        try (Terminal terminal = Terminal.typed(folder, "bin/awd", OPTIONS)) {
            completes(terminal.client());
            assertThat(terminal.process().isAlive()).isTrue();
        }
    }

    @Test
    void inAwdShell() throws Exception {
        try (Awd awd = Awd.start(folder, OPTIONS); Terminal terminal = Terminal.typed(folder, "bin/awd-shell", List.of(awd.shellPath().toString()))) {
            completes(terminal.client());
            terminal.client().readToEnd();
        }
    }
}
