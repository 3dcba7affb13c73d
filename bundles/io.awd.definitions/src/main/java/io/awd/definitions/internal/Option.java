package io.awd.definitions.internal;

import io.awd.api.object.AwdException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The options of the command line. What is parsed, what {@code -help} says and what is refused comes from this table. */
enum Option {
    CHARDEV("chardev", "BACKEND,id=ID[,NAME=VALUE]...",
            "add a character device ('-chardev help' lists the backends, '-chardev BACKEND,help' what one takes)", CommandLine::chardev),
    OBJECT("object", "TYPE,id=ID[,NAME=VALUE]...",
            "add an object ('-object help' lists the types, '-object TYPE,help' what one takes); also as JSON: '{\"qom-type\":\"TYPE\",\"id\":\"ID\"}'",
            CommandLine::object),
    MONITOR("monitor", "none|stdio|tcp:[HOST]:PORT[,server][,nowait]|unix:PATH[,server][,nowait]|chardev:ID",
            "open a monitor that takes AWD's own commands; may be given several times", CommandLine::monitor),
    SHELL("shell", "PATH", "open the administrator's shell on a unix socket that only this user can reach", CommandLine::shell),
    READCONFIG("readconfig", "FILE", "read chardevs, objects and monitors from a config file", CommandLine::readconfig),
    NAME("name", "NAME", "name this daemon", CommandLine::name),
    PIDFILE("pidfile", "FILE", "write the process id to a file and keep it locked", CommandLine::pidfile),
    LOG("D", "FILE", "append the log to a file (default: standard error)", CommandLine::log),
    STATE("state", "DIR", "keep state that outlives the process in this folder; made if it is missing", CommandLine::state),
    CHECK("check", "", "try the other options out and exit: would they be taken, is every notification node ready, would it take each step of the script? "
            + "Nothing is executed; exit status 1 if something would fail", CommandLine::check),
    OFFLINE("offline", "", "with -check: connect to nothing, look at the options, files and scripts only", CommandLine::offline),
    HELP(List.of("help", "h", "?"), "", "show this text and exit", true, (line, given) -> line.answer(new Request.Help())),
    VERSION(List.of("version"), "", "show the version and exit", true, (line, given) -> line.answer(new Request.Version()));

    /** Takes one option of the command line. */
    @FunctionalInterface
    interface Action {
        void take(CommandLine line, Given given) throws AwdException, OptionException;
    }

    /**
     * An option as it was typed.
     *
     * @param option which
     * @param argument or empty when it takes none
     * @param origin the words as typed, for error messages; without what nobody is to see
     */
    record Given(Option option, String argument, String origin) {
    }

    private final List<String> names;
    private final String argument;
    private final String text;
    private final boolean answers;
    private final Action action;

    Option(String name, String argument, String text, Action action) {
        this(List.of(name), argument, text, false, action);
    }

    Option(List<String> names, String argument, String text, boolean answers, Action action) {
        this.names = names;
        this.argument = argument;
        this.text = text;
        this.answers = answers;
        this.action = action;
    }

    /** The option of a word with its one or two dashes. */
    static Optional<Option> of(String word) {
        if (!word.startsWith("-")) {
            return Optional.empty();
        }
        String name = word.substring(word.startsWith("--") ? 2 : 1);
        return Arrays.stream(values()).filter(option -> option.names.contains(name)).findFirst();
    }

    /** How it is written, without dashes; the first is the usual way. */
    List<String> names() {
        return names;
    }

    /** What follows it; empty: nothing. */
    String argument() {
        return argument;
    }

    /** One sentence for {@code -help}. */
    String text() {
        return text;
    }

    /** Whether it is a question that is answered instead of starting. */
    boolean answers() {
        return answers;
    }

    void take(CommandLine line, Given given) throws AwdException, OptionException {
        action.take(line, given);
    }
}
