package io.awd.definitions.internal;

import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.TypeDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sets the shell on the terminal apart from all else: its prompt comes last. As QEMU puts its monitor there when nothing else is said,
 * a terminal gets a shell unless a monitor was asked for or declined, or standard input is taken.
 *
 * @param others all other definitions in their order
 * @param shell the terminal's
 * @param missing whether it should have one and nobody offers the type
 */
record TerminalShell(List<Definition> others, List<Definition> shell, boolean missing) {

    /** @param terminal whether standard input is a terminal */
    static TerminalShell apart(Request.Start start, boolean terminal, List<TypeDescription> types) {
        List<Definition> others = new ArrayList<>(start.definitions());
        Optional<Definition> given = others.stream().filter(TerminalShell::onTerminal).findFirst();
        if (given.isPresent()) {
            others.removeAll(List.of(given.get()));
            return new TerminalShell(others, List.of(given.get()), false);
        }
        boolean taken = others.stream().anyMatch(each -> each.kind() == Kind.CHARDEV && each.type().equals("stdio"));
        if (!terminal || start.monitorGiven() || taken) {
            return new TerminalShell(others, List.of(), false);
        }
        boolean known = types.stream().anyMatch(type -> type.kind() == Kind.OBJECT && type.name().equals("shell"));
        Definition shell = new Definition(Kind.OBJECT, "shell", "terminal", Map.of("terminal", "on"), "");
        return new TerminalShell(others, known ? List.of(shell) : List.of(), !known);
    }

    private static boolean onTerminal(Definition definition) {
        return definition.kind() == Kind.OBJECT && definition.type().equals("shell") && Flag.on(definition, "terminal");
    }
}
