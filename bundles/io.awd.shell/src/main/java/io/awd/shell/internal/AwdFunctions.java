package io.awd.shell.internal;

import io.awd.api.command.Command;
import io.awd.api.command.CommandTable;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Gives each first word of AWD's commands to Gogo as a function of the scope {@code awd}, in both spellings ({@code object-add},
 * {@code object_add}). Gogo finds methods by their Java names, which have no dashes; hence functions.
 */
@Component
public final class AwdFunctions {
    private static final String SCOPE = "awd";
    private final BundleContext context;
    private final SortedMap<ServiceReference<Command>, Command> commands = new TreeMap<>(Collections.reverseOrder());
    private final Map<String, ServiceRegistration<Function>> functions = new HashMap<>();
    private volatile CommandTable table = new CommandTable(List.of());
    private boolean active = true;

    /** Called by Declarative Services. */
    @Activate
    public AwdFunctions(BundleContext context) {
        this.context = context;
        functions.put("help", register("help", new HelpFunction(() -> table)));
    }

    /** The lock is held while services come and go, else two threads could leave a function behind; Gogo's listener calls nobody back. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addCommand(Command command, ServiceReference<Command> reference) {
        commands.put(reference, command);
        changed();
    }

    synchronized void removeCommand(ServiceReference<Command> reference) {
        commands.remove(reference);
        changed();
    }

    @Deactivate
    synchronized void deactivate() {
        active = false;
        functions.values().forEach(ServiceRegistration::unregister);
        functions.clear();
    }

    private void changed() {
        table = new CommandTable(commands.values());
        if (!active) {
            return;
        }
        List<String> words = firstWords(commands.values());
        List<String> gone = functions.keySet().stream().filter(word -> !words.contains(word)).toList();
        gone.forEach(word -> functions.remove(word).unregister());
        words.forEach(word -> functions.computeIfAbsent(word, w -> register(w, new CommandFunction(w, () -> table))));
    }

    private static List<String> firstWords(Collection<Command> commands) {
        Stream<String> names = commands.stream().map(command -> CommandTable.canonical(command.name()).split(" ")[0]);
        return Stream.concat(Stream.of("help"), names).distinct().toList();
    }

    private ServiceRegistration<Function> register(String word, Function function) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(CommandProcessor.COMMAND_SCOPE, SCOPE);
        properties.put(CommandProcessor.COMMAND_FUNCTION, Stream.of(word, word.replace('-', '_')).distinct().toArray(String[]::new));
        return context.registerService(Function.class, function, properties);
    }
}
