package io.awd.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalDoorTest {
    private final Gogo gogo = new Gogo();
    private final PipedInputStream source = new PipedInputStream();
    private final PipedOutputStream keys = new PipedOutputStream();
    private final SharedInput input = new SharedInput(source);
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final Counts counts = new Counts();

    TerminalDoorTest() throws IOException {
        keys.connect(source);
    }

    @AfterEach
    void end() throws IOException {
        keys.close();
        gogo.close();
    }

    @Test
    void talksUntilTheInputEnds() throws Exception {
        TerminalDoor door = open();
        type("say hello\n");
        shown("awd> hello\nawd> ");
        keys.close();
        Gogo.await("session ended", () -> counts.open.get() == 0);
        assertThat(counts.sessions).hasValue(1);
        assertThat(gogo.run("say on")).isEqualTo("on\n");
        door.close();
        door.close();
    }

    @Test
    void closingDoesNotWaitForAKeyAndLosesNone() throws Exception {
        TerminalDoor first = open();
        shown("awd> ");
        assertThatThrownBy(this::open).hasMessage("Device 'terminal' is in use");
        first.close();
        Gogo.await("session ended", () -> counts.open.get() == 0);
        screen.reset();
        TerminalDoor second = open();
        shown("awd> ");
        type("say kept\n");
        shown("awd> kept\nawd> ");
        second.close();
    }

    private TerminalDoor open() throws Exception {
        return new TerminalDoor("shell0", input, screen, Optional::empty, gogo.processor, new Completion(List::of), "0.1.0", counts);
    }

    private void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private void shown(String end) throws InterruptedException {
        Gogo.await(end, () -> screen.toString(StandardCharsets.UTF_8).endsWith(end));
    }
}
