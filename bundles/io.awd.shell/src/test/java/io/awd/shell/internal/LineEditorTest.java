package io.awd.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.command.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineEditorTest {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private record Named(String name, List<String> proposals) implements Command {
        @Override
        public String arguments() {
            return "";
        }

        @Override
        public String text() {
            return "";
        }

        @Override
        public List<String> complete(List<String> words) {
            return words.size() == 1 ? proposals : List.of();
        }

        @Override
        public String run(List<String> arguments) {
            return "";
        }
    }

    private static Completion completion() {
        return new Completion(() -> List.of(new Named("object-add", List.of("iothread,id=", "secret,id=", "shell,id=")), new Named("object-del", List.of("w1", "w2")),
                new Named("info watchdogs", List.of("w1")), new Named("info chardev", List.of()), new Named("quit", List.of())));
    }

    private List<String> lines(String keys) throws IOException {
        PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);
        LineEditor editor = new LineEditor(new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)), out, "awd> ", completion());
        List<String> lines = new ArrayList<>();
        for (Optional<String> line = editor.readLine(); line.isPresent(); line = editor.readLine()) {
            lines.add(line.get());
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, nullValues = "none", value = {
        "qu|quit", "object_a|object-add", "object|object-add object-del", "info |chardev watchdogs", "info w|watchdogs", "info watchdogs |w1",
        "object-add s|secret,id= shell,id=", "object_del w|w1 w2", "object-del w1 |none", "nosuch |none", "|exit help info object-add object-del quit"})
    void whatTheLastWordCouldBecome(String line, String words) {
        assertThat(completion().of(line == null ? "" : line)).isEqualTo(words == null ? List.of() : Stream.of(words.split(" ")).toList());
    }

    @Test
    void tabCompletesAndShowsWhatThereIs() throws IOException {
        assertThat(lines("qu\t\nobj\ta\tio\tx\nob\t\t")).containsExactly("quit ", "object-add iothread,id=x");
        assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("quit \nobject-add iothread,id=x\nobject-\nobject-add  object-del\nawd> object-");
    }

    @Test
    void aWordThatWasTypedOtherwiseIsReplaced() throws IOException {
        assertThat(lines("object_a\tq\n")).containsExactly("object-add q");
    }

    @Test
    void nothingFitsRingsTheBell() throws IOException {
        assertThat(lines("zz\t\n")).containsExactly("zz");
        assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("zz\u0007\n");
    }

    @Test
    void theEndOfALineIsEdited() throws IOException {
        assertThat(lines("aé\u007f\u007f\u007fb\none two\u0017x\nall\u0015z\n\u001b[A\n\u001b[A\u001b[A\u001b[A\u001b[B\n\u001b[D\u001bx\u0002k\n"))
                .containsExactly("b", "one x", "z", "z", "one x", "k");
    }

    @Test
    void theInputEnds() throws IOException {
        assertThat(lines("a\u0004\n\u0004b\n")).containsExactly("a");
        assertThat(lines("cut off")).isEmpty();
    }

    @Test
    void aLineIsBounded() throws IOException {
        assertThat(lines("x".repeat(Conversation.LINE_LIMIT + 5) + "\n")).singleElement().asString().hasSize(Conversation.LINE_LIMIT);
    }
}
