package io.awd.definitions.internal;

import io.awd.api.command.Table;
import io.awd.api.object.AwdException;
import io.awd.api.object.Checked;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.TypeHelp;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the daemon as its arguments say, on a thread of its own since {@code wait=on} may hold it up: all definitions are read,
 * the log, the pid file and the state folder are opened, the container makes everything, the terminal's shell comes last.
 * What goes wrong ends the process with one line and status 1.
 */
final class Startup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("awd");
    /** How long nodes may take to become ready, and then each script. */
    private static final long CHECK_MILLIS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * The process around it.
     *
     * @param arguments of the command line
     * @param places for config files
     * @param terminal whether standard input is one
     * @param version of AWD
     * @param out standard output
     * @param err standard error, wherever the log goes
     * @param log sends the log elsewhere from now on
     * @param exit ends the process from another thread; returns at once
     * @param publish tells other bundles the state folder; the Runnable takes it back
     * @param stopping whether the process is on its way out, by a signal for instance
     */
    record Surroundings(List<String> arguments, Places places, boolean terminal, String version, PrintStream out, PrintStream err,
            Consumer<OutputStream> log, IntConsumer exit, Function<Path, Runnable> publish, BooleanSupplier stopping) {
    }

    private final ObjectContainer container;
    private final Surroundings process;
    private final AddedMark mark;
    private final Thread thread = new Thread(this::run, "awd-startup");
    private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
    /** Whether this container was given the definitions before this bundle was changed: the daemon runs, and nothing here may end it. */
    private boolean added;
    private volatile boolean closing;

    Startup(ObjectContainer container, Surroundings process, AddedMark mark) {
        this.container = container;
        this.process = process;
        this.mark = mark;
        thread.setDaemon(true);
    }

    /** Returns at once. */
    void begin() {
        thread.start();
    }

    /** Waits for the start to end, well or not. */
    boolean join(Duration limit) throws InterruptedException {
        thread.join(Math.max(1, limit.toMillis()));
        return !thread.isAlive();
    }

    private void run() {
        try {
            added = mark.isSet();
            Request request = request();
            if (request instanceof Request.Start start) {
                start(start);
            } else if (request instanceof Request.Check check) {
                check(check);
            } else {
                process.out().print(answer(request));
                process.out().flush();
                process.exit().accept(0);
            }
        } catch (OptionException e) {
            fail(e.getMessage());
        } catch (AwdException e) {
            fail(OptionException.of(e).getMessage());
        } catch (IOException | RuntimeException | LinkageError e) {
            if (!ending()) {
                LOG.error("start-up failed", e);
            }
            fail("awd: start-up failed: " + e);
        }
    }

    /** Whether what fails now fails because all is on its way out. */
    private boolean ending() {
        return closing || process.stopping().getAsBoolean();
    }

    private void fail(String line) {
        if (ending()) {
            LOG.info("start-up was interrupted: {}", line);
            return;
        } else if (added) {
            LOG.error("the daemon runs on, but its command line could not be read again: {}", line);
            return;
        }
        process.err().println(line);
        process.err().flush();
        process.exit().accept(1);
    }

    private Request request() throws OptionException {
        if (!process.arguments().isEmpty()) {
            return CommandLine.read(process.arguments(), process.places(), new Discretion(container.types()), warning -> {
                if (!added) {
                    process.err().println(warning);
                }
            });
        }
        ConfigFile config = embedded();
        return new Request.Start(config.all(), !config.monitors().isEmpty(), config.banner(), Request.Files.NONE);
    }

    private ConfigFile embedded() throws OptionException {
        Path path = Path.of(process.places().home(), "etc", "awd.conf");
        return ConfigFile.read(new Request.File(path, path.toString()), process.places());
    }

    private void check(Request.Check check) throws OptionException, AwdException {
        List<Checked> found = container.check(check.embedded() ? embedded().all() : check.definitions(), !check.offline(), CHECK_MILLIS);
        Table table = new Table("ID", "PROPERTY", "NODE", "STEP", "GOOD", "FINDING");
        found.forEach(line -> table.row(line.id(), line.property(), line.node(), line.step(), line.good() ? "yes" : "NO", line.text()));
        long bad = found.stream().filter(line -> !line.good()).count();
        process.out().println(found.isEmpty() ? "the options are good; there was nothing else to look at" : table);
        process.out().flush();
        if (bad > 0) {
            fail("awd: -check: " + bad + " of " + found.size() + " findings would fail on the day");
        } else {
            process.exit().accept(0);
        }
    }

    private String answer(Request request) throws AwdException, OptionException {
        if (request instanceof Request.Types types) {
            return TypeHelp.types(types.kind(), container.types()) + "\n";
        } else if (request instanceof Request.TypeOptions wanted) {
            try {
                return TypeHelp.options(container.type(wanted.kind(), wanted.type())) + "\n";
            } catch (AwdException e) {
                throw OptionException.of(wanted.origin(), e);
            }
        }
        String version = "AWD version " + process.version() + "\n";
        return request instanceof Request.Help ? version + Usage.text() : version;
    }

    private void start(Request.Start start) throws OptionException, AwdException, IOException {
        openFiles(start.files());
        if (added) {
            LOG.info("the container has the definitions already");
            return;
        }
        start.files().name().ifPresent(container::name);
        for (Exposure.Listener each : Exposure.of(start.definitions())) {
            LOG.warn("{}: the monitor listens on {} ({}): whoever reaches that address commands this daemon",
                    each.monitor(), each.address(), each.origin());
        }
        add(start);
    }

    private void openFiles(Request.Files files) throws OptionException {
        if (files.log().isPresent() && !added) {
            redirect(files.log().get(), process.log());
        }
        if (files.pid().isPresent()) {
            open.push(PidFile.open(files.pid().get(), ProcessHandle.current().pid()));
        }
        if (files.state().isPresent()) {
            open.push(process.publish().apply(StateFolder.open(files.state().get()))::run);
        }
    }

    /** For the rest of the process: what other bundles log while all is stopped belongs there too. */
    private static void redirect(Request.File log, Consumer<OutputStream> to) throws OptionException {
        try {
            to.accept(Files.newOutputStream(log.path(), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw OptionException.at(log.origin(), "Could not open '" + log.path() + "': " + FileError.words(e));
        }
    }

    private void add(Request.Start start) throws AwdException, IOException {
        TerminalShell terminal = TerminalShell.apart(start, process.terminal(), container.types());
        container.add(terminal.others(), 0);
        mark.set();
        LOG.info("ready: {} chardevs, {} objects", count(terminal, Kind.CHARDEV), count(terminal, Kind.OBJECT));
        start.banner().forEach(process.out()::println);
        process.out().flush();
        if (terminal.missing()) {
            LOG.info("no shell on the terminal: no bundle offers the type 'shell'");
        } else if (!terminal.shell().isEmpty()) {
            container.add(terminal.shell(), 0);
        }
    }

    private static long count(TerminalShell terminal, Kind kind) {
        return terminal.others().stream().map(Definition::kind).filter(kind::equals).count()
                + terminal.shell().stream().map(Definition::kind).filter(kind::equals).count();
    }

    /** Interrupts a start that is still under way, waits for it, and gives the pid file back. What the container made stays. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            if (!join(PATIENCE)) {
                LOG.warn("start-up does not end though it was interrupted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (AutoCloseable each = open.poll(); each != null; each = open.poll()) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.warn("{} was not closed cleanly", each.getClass().getSimpleName(), e);
            }
        }
    }
}
