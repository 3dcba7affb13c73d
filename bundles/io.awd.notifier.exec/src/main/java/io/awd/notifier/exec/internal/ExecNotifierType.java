package io.awd.notifier.exec.internal;

import io.awd.api.notifier.Incident;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Runs a program for each incident: {@code notifier-exec,id=page,program=/usr/local/bin/page,args.0=--about,args.1=${id}}.
 *
 * <p>The program is started by its path with these arguments, by no shell. On its standard input it finds the incident as one line of JSON (the
 * fields of {@link Incident#data}, and {@code script_text} when there is a script), then the end of input. Its environment holds {@code PATH},
 * {@code LANG}, {@code HOME} and each field as {@code AWD_INCIDENT}, {@code AWD_ID}, {@code AWD_REASON} and so on, nothing else.
 *
 * <table>
 * <caption>What its end means</caption>
 * <tr><td>exit status 0</td><td>acknowledged, with the first 1,000 characters of what it wrote to standard output and standard error</td></tr>
 * <tr><td>another, or a signal</td><td>failed, with the same</td></tr>
 * <tr><td>over its time</td><td>unknown: it is killed with its descendants, by SIGTERM and 500 ms later by SIGKILL</td></tr>
 * <tr><td>the object or its bundle goes</td><td>unknown, killed in the same way; what waited is not started</td></tr>
 * <tr><td>it could not be started</td><td>not sent: tried again until the watchdog's {@code notify_deadline}</td></tr>
 * </table>
 *
 * <p>A process whose parent has ended is no descendant any more: what a program leaves behind in the background is neither waited for nor killed, but
 * what it writes to its inherited output is lost.
 */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = ExecNotifierType.NAME, attribute = "kind=object")
public final class ExecNotifierType implements ObjectType<ExecNotifierType.Properties> {
    static final String NAME = "notifier-exec";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, NAME,
            "runs a program that is told of the incident", Properties.class, ExecStatus.class);

    /** What a definition says of it. */
    public record Properties(
            @Property(text = "program that is told of an incident by a line of JSON on its standard input and by AWD_ID, AWD_REASON and so on in its "
                    + "environment", required = true) Path program,
            @Property(text = "its arguments, passed on without a shell; ${id}, ${reason} and the incident's other fields are filled in") List<String> args,
            @Property(text = "how long it may run, if the watchdog's step_timeout is not shorter; then it and its descendants are killed",
                    defaultValue = "10000", min = 1, unit = "ms", settable = true) long timeLimit,
            @Property(text = "directory in which it runs; the daemon's own without it") Optional<Path> dir,
            @Property(text = "how many run at once; others wait, 256 at most", defaultValue = "4", min = 1, max = 64) int maxRunning) {
    }

    /** Called by Declarative Services. */
    @Activate
    public ExecNotifierType() {
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) throws AwdException {
        check(creation.id(), creation.properties());
        return new ExecNotifier(creation);
    }

    @Override
    public void check(String id, Properties properties) throws AwdException {
        List<String> args = properties.args();
        for (int i = 0; i < args.size(); i++) {
            Optional<String> unknown = Incident.unknownName(args.get(i));
            if (unknown.isPresent()) {
                throw new AwdException("Parameter 'args." + i + "' does not accept value '" + args.get(i) + "': an incident has no field '"
                        + unknown.get() + "'");
            }
        }
    }
}
