package io.awd.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTableTest {
    private record Echo(String name, String arguments, String text) implements Command {
        @Override
        public String run(List<String> arguments) {
            return name + arguments;
        }
    }

    private final CommandTable table = new CommandTable(List.of(
            new Echo("object-add", "TYPE,id=ID[,PROPERTY=VALUE]...", "Adds an object."),
            new Echo("info watchdogs", "", "Shows all watchdogs."),
            new Echo("info chardev", "", "Shows all chardevs."),
            new Echo("object_add", "", "A second one."),
            new Echo("x-very-long", "A".repeat(60), "Is long.")));

    @Test
    void findsByTheLongestNameInBothSpellings() throws AwdException {
        assertThat(table.run(List.of("object-add", "a_b,id=c", "d"))).isEqualTo("object-add[a_b,id=c, d]");
        assertThat(table.run(List.of("object_add"))).isEqualTo("object-add[]");
        assertThat(table.run(List.of("info", "watchdogs", "x"))).isEqualTo("info watchdogs[x]");
    }

    @Test
    void aLongerNameStandsBeforeAShorterOne() throws AwdException {
        CommandTable both = new CommandTable(List.of(new Echo("info", "", ""), new Echo("info x", "", "")));
        assertThat(both.run(List.of("info", "x", "y"))).isEqualTo("info x[y]");
        assertThat(both.run(List.of("info", "y"))).isEqualTo("info[y]");
    }

    @Test
    void aQuotedBlankIsPartOfAWord() {
        assertThat(table.find(List.of("info watchdogs"))).isEmpty();
    }

    @Test
    void namesWhatIsUnknown() {
        assertThatThrownBy(() -> table.run(List.of("foo", "x"))).isInstanceOf(CommandTable.UnknownCommandException.class)
                .hasMessage("unknown command: 'foo'");
        assertThatThrownBy(() -> table.run(List.of())).hasMessage("unknown command: ''");
        assertThatThrownBy(() -> table.run(List.of("info", "foo"))).hasMessage("unknown command: 'info foo' (there is: chardev, watchdogs)");
    }

    @Test
    void showsTopicsAndHelp() throws AwdException {
        String topics = "info chardev    Shows all chardevs.\ninfo watchdogs  Shows all watchdogs.";
        assertThat(table.run(List.of("info"))).isEqualTo(topics);
        assertThat(table.help(List.of("info"))).isEqualTo(topics);
        assertThat(table.help(List.of("info", "chardev"))).isEqualTo("info chardev  Shows all chardevs.");
        assertThat(table.help(List.of("object_add"))).isEqualTo("object-add TYPE,id=ID[,PROPERTY=VALUE]...  Adds an object.");
        assertThat(table.help(List.of())).hasLineCount(5).contains("x-very-long " + "A".repeat(60) + "\n" + " ".repeat(43) + "Is long.");
        assertThatThrownBy(() -> table.help(List.of("foo", "x"))).hasMessage("unknown command: 'foo x'");
    }
}
