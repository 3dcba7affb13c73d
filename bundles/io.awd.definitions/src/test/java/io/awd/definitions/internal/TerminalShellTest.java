package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.TypeDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalShellTest {
    private static final Definition SHELL = new Definition(Kind.OBJECT, "shell", "terminal", Map.of("terminal", "on"), "");
    private final List<TypeDescription> types = new FakeContainer().offer(Kind.OBJECT, "shell", "A shell.").types();

    private static Request.Start start(boolean monitorGiven, String... objects) throws Exception {
        List<Definition> definitions = new ArrayList<>();
        for (String each : objects) {
            definitions.add(each.startsWith("stdio") ? Definition.chardev(each) : Definition.object(each));
        }
        return new Request.Start(definitions, monitorGiven, List.of(), Request.Files.NONE);
    }

    @Test
    void aTerminalGetsOne() throws Exception {
        assertThat(TerminalShell.apart(start(false), true, types)).isEqualTo(new TerminalShell(List.of(), List.of(SHELL), false));
    }

    @Test
    void notWithoutTerminalNorWithAMonitorNorWhenStandardInputIsTaken() throws Exception {
        assertThat(TerminalShell.apart(start(false), false, types).shell()).isEmpty();
        assertThat(TerminalShell.apart(start(true), true, types).shell()).isEmpty();
        assertThat(TerminalShell.apart(start(false, "stdio,id=c"), true, types).shell()).isEmpty();
    }

    @Test
    void missingIsToldOnlyWhenOneIsWanted() throws Exception {
        assertThat(TerminalShell.apart(start(false), true, List.of())).isEqualTo(new TerminalShell(List.of(), List.of(), true));
        assertThat(TerminalShell.apart(start(false), false, List.of()).missing()).isFalse();
        assertThat(TerminalShell.apart(start(true), true, List.of()).missing()).isFalse();
    }

    @Test
    void oneThatIsDefinedIsSetApartAndNoOtherMade() throws Exception {
        Request.Start start = start(true, "shell,id=s,terminal=on", "shell,id=t,path=p");
        assertThat(TerminalShell.apart(start, true, types)).isEqualTo(new TerminalShell(
                List.of(Definition.object("shell,id=t,path=p")), List.of(Definition.object("shell,id=s,terminal=on")), false));
    }
}
