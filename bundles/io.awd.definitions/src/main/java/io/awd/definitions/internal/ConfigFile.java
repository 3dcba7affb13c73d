package io.awd.definitions.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.OptionString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file in the syntax of QEMU's {@code -readconfig}: groups {@code [chardev "id"]}, {@code [object "id"]}, {@code [mon "id"]} with lines
 * {@code name = "value"}. A {@code #} makes a comment in column 1 only; a line ends with LF or CRLF. Unlike QEMU's parser this one refuses text
 * behind a value, which that one drops.
 *
 * @param definitions chardevs and objects as they stand
 * @param monitors what {@code [mon]} makes
 * @param banner the text of lines that begin with {@code #>}
 */
record ConfigFile(List<Definition> definitions, List<Definition> monitors, List<String> banner) {
    private static final Pattern GROUP = Pattern.compile("\\[\\s*([^\\s\"\\]]+)(?:\\s+\"([^\"]*)\")?\\s*\\]");
    private static final Pattern VALUE = Pattern.compile("([^\\s=\"]+)\\s*=\\s*\"([^\"]*)\"");
    private static final String BANNER = "#>";

    /** @throws OptionException it cannot be read, or something in it is wrong */
    static ConfigFile read(Request.File file, Places places) throws OptionException {
        String text;
        try {
            text = new String(Files.readAllBytes(file.path()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw OptionException.at(file.origin(), "Could not open '" + file.path() + "': " + FileError.words(e));
        }
        return parse(text, file.path().toString(), places);
    }

    static ConfigFile parse(String text, String name, Places places) throws OptionException {
        // an origin that begins with a dash would be taken for an option
        String origin = name.startsWith("-") ? "./" + name : name;
        Parser parser = new Parser(places);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            parser.line(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line, origin + ":" + number);
        }
        parser.finish();
        return new ConfigFile(List.copyOf(parser.definitions), List.copyOf(parser.monitors), List.copyOf(parser.banner));
    }

    /** All definitions, monitors last. */
    List<Definition> all() {
        return Stream.concat(definitions.stream(), monitors.stream()).toList();
    }

    /** One file while it is read. */
    private static final class Parser {
        private final Places places;
        private final List<Definition> definitions = new ArrayList<>();
        private final List<Definition> monitors = new ArrayList<>();
        private final List<String> banner = new ArrayList<>();
        private Optional<Group> group = Optional.empty();

        Parser(Places places) {
            this.places = places;
        }

        void line(String line, String origin) throws OptionException {
            String text = line.strip();
            if (line.startsWith(BANNER)) {
                banner.add(places.fill(line.substring(BANNER.length()).replaceFirst("^ ", "")));
            } else if (!text.isEmpty() && !line.startsWith("#")) {
                Matcher header = GROUP.matcher(text);
                Matcher value = VALUE.matcher(text);
                if (header.matches()) {
                    open(header.group(1), Optional.ofNullable(header.group(2)), origin);
                } else if (group.isEmpty()) {
                    throw OptionException.of(origin, value.matches() ? "no group defined" : "parse error");
                } else if (value.matches()) {
                    group.get().put(value.group(1), places.fill(value.group(2)), origin);
                } else {
                    throw OptionException.of(origin, "parse error");
                }
            }
        }

        private void open(String word, Optional<String> id, String origin) throws OptionException {
            finish();
            if (!List.of("chardev", "object", "mon").contains(word)) {
                throw OptionException.of(origin, "There is no option group '" + word + "'");
            }
            group = Optional.of(new Group(word, id, origin));
        }

        void finish() throws OptionException {
            if (group.isPresent()) {
                Group done = group.get();
                (done.word.equals("mon") ? monitors : definitions).add(done.definition());
            }
        }
    }

    /** One group while it is read. */
    private static final class Group {
        private final String word;
        private final String origin;
        private final Map<String, String> values = new LinkedHashMap<>();

        Group(String word, Optional<String> id, String origin) {
            this.word = word;
            this.origin = origin;
            id.ifPresent(given -> values.put("id", given));
        }

        void put(String name, String value, String place) throws OptionException {
            if (name.equals("id")) {
                throw OptionException.of(place, "Invalid parameter 'id'");
            }
            values.put(OptionString.canonical(name), value);
        }

        Definition definition() throws OptionException {
            try {
                return switch (word) {
                    case "chardev" -> Definition.chardev(OptionString.of(values), origin);
                    case "object" -> Definition.object(OptionString.of(values), origin);
                    default -> monitor();
                };
            } catch (AwdException e) {
                throw OptionException.of(origin, e);
            }
        }

        private Definition monitor() throws AwdException {
            Map<String, String> properties = new LinkedHashMap<>(values);
            String id = properties.remove("id");
            if (id == null) {
                throw new AwdException("Parameter 'id' is missing");
            }
            return new Definition(Kind.OBJECT, "monitor", Definition.identifier(id), properties, origin);
        }
    }
}
