package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.Kind;
import io.awd.api.object.TypeHelp;
import org.junit.jupiter.api.Test;

class TypeHelpTest {
    private final FakeContainer container = new FakeContainer().offer(Kind.OBJECT, "shell", "A shell.").offer(Kind.OBJECT, "iothread", "A thread.")
            .offer(Kind.CHARDEV, "null", "Nothing.").offer(Kind.PART, "opt-script", "A part.");

    @Test
    void typesAreSortedAndOfOneKind() {
        assertThat(TypeHelp.types(Kind.OBJECT, container.types())).isEqualTo("""
                List of user creatable objects:
                  iothread - A thread.
                  shell    - A shell.
                """.stripTrailing());
        assertThat(TypeHelp.types(Kind.CHARDEV, container.types())).isEqualTo("""
                Available chardev backend types:
                  null - Nothing.
                """.stripTrailing());
    }

    @Test
    void optionsSayAllThatIsKnown() throws Exception {
        assertThat(TypeHelp.options(container.type(Kind.OBJECT, "iothread"))).isEqualTo("""
                iothread options:
                  awd_node=<string>       - Chardev of the peer. (several as awd_node.0=, awd_node.1=; required)
                  pulse_interval=<uint32> - Time between two pulses. (default: 1000; ms; run time settable)
                  mode=<one|two-words>    - Which. (default: one)
                """.stripTrailing());
    }

    @Test
    void everyOptionIsInTheUsage() {
        String usage = Usage.text();
        for (Option option : Option.values()) {
            assertThat(usage).contains("\n-" + option.names().get(0)).contains(option.argument());
        }
        assertThat(usage.lines()).startsWith("usage: awd [options]", "").noneMatch(line -> line.endsWith(" "))
                .contains("-help, -h, -?   show this text and exit");
    }
}
