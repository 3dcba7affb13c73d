package io.awd.definitions.internal;

import io.awd.api.object.OptionString;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps secrets out of error messages that repeat an option. What comes after the first secret is left out, since a quote or comma may be its own. */
final class Discretion {
    /** What is a secret in every type that has it, also while the bundle of that type is away. */
    private static final Set<String> ALWAYS = Set.of("data", "password");
    private static final Pattern NAME = Pattern.compile("([A-Za-z][\\w.-]*)\"?\\s*[=:]");
    private final Set<String> secrets;

    Discretion(List<TypeDescription> types) {
        secrets = Stream.concat(ALWAYS.stream(), types.stream().flatMap(type -> type.properties().stream())
                .filter(PropertyDescription::secret).map(PropertyDescription::name)).collect(Collectors.toSet());
    }

    /** An option's argument for people. */
    String shown(String argument) {
        Matcher name = NAME.matcher(argument);
        while (name.find()) {
            if (secrets.contains(OptionString.canonical(name.group(1)))) {
                return argument.substring(0, name.end()) + "...";
            }
        }
        return argument;
    }
}
