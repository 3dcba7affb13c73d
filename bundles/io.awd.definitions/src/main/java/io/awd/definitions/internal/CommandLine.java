package io.awd.definitions.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.OptionString;
import io.awd.definitions.internal.Option.Given;
import io.awd.definitions.internal.Request.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the arguments. Options may stand in any order; only files named by {@code -readconfig} are opened. */
final class CommandLine {
    private final Places places;
    private final Consumer<String> warnings;
    private final List<Definition> definitions = new ArrayList<>();
    private final List<Definition> monitors = new ArrayList<>();
    private final List<Definition> shells = new ArrayList<>();
    private boolean monitorGiven;
    private int monitorIndex;
    private Optional<String> name = Optional.empty();
    private Optional<File> pid = Optional.empty();
    private Optional<File> log = Optional.empty();
    private Optional<File> state = Optional.empty();
    private Optional<Request> answer = Optional.empty();
    private boolean check;
    private boolean offline;

    private CommandLine(Places places, Consumer<String> warnings) {
        this.places = places;
        this.warnings = warnings;
    }

    /**
     * @param discretion for what is shown of them
     * @param warnings is told QEMU's lines about deprecated spelling
     * @throws OptionException the first thing wrong; a question for help before it is answered all the same
     */
    static Request read(List<String> arguments, Places places, Discretion discretion, Consumer<String> warnings) throws OptionException {
        CommandLine line = new CommandLine(places, warnings);
        List<Given> given = split(arguments, discretion);
        List<Given> questions = given.stream().filter(each -> each.option().answers()).toList();
        for (Given each : questions.isEmpty() ? given : questions) {
            try {
                each.option().take(line, each);
            } catch (AwdException e) {
                throw OptionException.of(each.origin(), e);
            }
            if (line.answer.isPresent()) {
                return line.answer.get();
            }
        }
        return line.start();
    }

    private static List<Given> split(List<String> arguments, Discretion discretion) throws OptionException {
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            Option option = Option.of(word).orElseThrow(() -> OptionException.at(word, "invalid option"));
            if (option.answers()) {
                given.add(new Given(option, "", word));
                break;
            } else if (option.argument().isEmpty()) {
                given.add(new Given(option, "", word));
                continue;
            }
            if (++i == arguments.size()) {
                throw OptionException.at(word, "requires an argument");
            }
            given.add(new Given(option, arguments.get(i), word + " " + discretion.shown(arguments.get(i))));
        }
        return given;
    }

    private Request start() throws OptionException {
        List<Definition> all = new ArrayList<>(definitions);
        all.addAll(monitors);
        all.addAll(shells);
        if (check) {
            return new Request.Check(all, definitions.isEmpty() && monitors.isEmpty(), offline);
        } else if (offline) {
            throw OptionException.at("-offline", "needs -check");
        }
        return new Request.Start(all, monitorGiven, List.of(), new Request.Files(name, pid, log, state));
    }

    void check(Given given) {
        check = true;
    }

    void offline(Given given) {
        offline = true;
    }

    void answer(Request request) {
        answer = Optional.of(request);
    }

    void chardev(Given given) throws AwdException {
        OptionString options = options(given, "backend");
        if (options.help()) {
            answer(help(Kind.CHARDEV, options.get("backend"), given));
        } else {
            definitions.add(Definition.chardev(options, given.origin()));
        }
    }

    void object(Given given) throws AwdException {
        OptionString options = given.argument().startsWith("{")
                ? OptionString.of(JsonForm.read(given.argument())) : options(given, "qom_type");
        if (options.help()) {
            answer(help(Kind.OBJECT, options.get("qom_type"), given));
        } else {
            definitions.add(Definition.object(options, given.origin()));
        }
    }

    private OptionString options(Given given, String implied) throws AwdException {
        OptionString options = OptionString.parse(given.argument(), implied);
        for (String warning : options.warnings()) {
            boolean advice = warning.startsWith("Please");
            warnings.accept(advice ? warning : "awd: " + given.origin() + ": warning: " + warning);
        }
        return options;
    }

    private static Request help(Kind kind, Optional<String> type, Given given) {
        return type.<Request>map(named -> new Request.TypeOptions(kind, named, given.origin())).orElseGet(() -> new Request.Types(kind));
    }

    void monitor(Given given) throws AwdException {
        monitorGiven = true;
        if (!given.argument().equals("none")) {
            monitors.addAll(MonitorDevice.read(given.argument(), "compat_monitor" + monitorIndex, given.origin()));
            monitorIndex++;
        }
    }

    void shell(Given given) throws OptionException {
        String path = path(given).path().toString();
        shells.add(new Definition(Kind.OBJECT, "shell", "shell" + shells.size(), Map.of("path", path), given.origin()));
    }

    void readconfig(Given given) throws OptionException {
        ConfigFile config = ConfigFile.read(path(given), places);
        definitions.addAll(config.definitions());
        monitors.addAll(config.monitors());
        monitorGiven |= !config.monitors().isEmpty();
    }

    void name(Given given) throws AwdException {
        OptionString options = OptionString.parse(given.argument(), "guest");
        for (String each : options.values().keySet()) {
            // process= is taken and not used: a Java process cannot rename itself
            if (!Set.of("guest", "process").contains(each)) {
                throw new AwdException("Invalid parameter '" + each + "'");
            }
        }
        name = options.get("guest");
    }

    void pidfile(Given given) throws OptionException {
        pid = Optional.of(path(given));
    }

    void log(Given given) throws OptionException {
        log = Optional.of(path(given));
    }

    void state(Given given) throws OptionException {
        state = Optional.of(path(given));
    }

    private static File path(Given given) throws OptionException {
        try {
            if (!given.argument().isEmpty()) {
                return new File(Path.of(given.argument()), given.origin());
            }
        } catch (InvalidPathException e) {
            throw OptionException.at(given.origin(), "Could not open '" + given.argument() + "': " + e.getReason());
        }
        throw OptionException.at(given.origin(), "Could not open '': No such file or directory");
    }
}
