package io.awd.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;

/** Starts the framework with all bundles of the installation, hands it the command line, and ends with the exit status that it is told. */
public final class Main {
    private static final long STOP_MILLIS = 15_000;
    private static final long FLUSH_MILLIS = 1000;
    private static final int LOG_BYTES = 4 << 20;
    private final Path home;
    private Optional<RunFolder> run = Optional.empty();
    private Optional<OsgiFramework> framework = Optional.empty();
    private final LogSink log = new LogSink(new FileOutputStream(FileDescriptor.err), LOG_BYTES);
    private volatile int status;
    private volatile boolean stopping;
    private volatile boolean finished;

    private Main(Path home) {
        this.home = home;
    }

    /** @param arguments QEMU's options; the bundle io.awd.definitions reads them */
    public static void main(String[] arguments) {
        Main main = new Main(Path.of(System.getProperty("awd.home", ".")));
        // first of all: from here on a signal is a clean stop
        Runtime.getRuntime().addShutdownHook(new Thread(main::signalled, "awd-stop"));
        main.run(arguments);
    }

    /** Ends the process, which ends {@link #signalled} in its turn if that has begun. */
    private void run(String[] arguments) {
        try {
            start(arguments);
            framework.ifPresent(OsgiFramework::awaitStop);
        } catch (IOException | BundleException | RuntimeException e) {
            System.err.println("awd: cannot start: " + e.getMessage());
            status = 1;
        }
        finish();
        System.exit(status);
    }

    /** As a whole: a signal in the middle of it waits, and makes it short. */
    private synchronized void start(String[] arguments) throws BundleException, IOException {
        if (stopping) {
            return;
        }
        RunFolder folder = RunFolder.create();
        run = Optional.of(folder);
        OsgiFramework osgi = new OsgiFramework(home, folder.path());
        framework = Optional.of(osgi);
        // an object, not a text: the logging fragment cannot see this class, and slf4j is up before any service is
        System.getProperties().put("io.awd.log", log);
        osgi.start(() -> stopping);
        if (!stopping) {
            publish(osgi.context(), folder, arguments);
        }
    }

    /** What the bundles are given by the process around them; the arguments last, because they set all in motion. */
    private void publish(BundleContext context, RunFolder folder, String[] arguments) {
        Consumer<OutputStream> divert = log::divert;
        context.registerService(Consumer.class, divert, new Hashtable<>(Map.of("io.awd.log", "true")));
        ServiceRegistration<IntConsumer> exit = context.registerService(IntConsumer.class, this::exit, new Hashtable<>(Map.of("io.awd.exit", "true")));
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("launcher.arguments", arguments);
        properties.put("awd.home", home.toString());
        properties.put("awd.run", folder.path().toString());
        properties.put("awd.terminal", Boolean.getBoolean("awd.terminal"));
        context.registerService(Object.class, new Object(), properties);
        if (arguments.length > 0 && exit.getReference().getUsingBundles() == null) {
            System.err.println("awd: " + String.join(" ", arguments) + ": nothing reads the command line: bundle io.awd.definitions or io.awd.core is missing"
                    + missing(context));
            exit(1);
        }
    }

    private static String missing(BundleContext context) {
        List<String> stopped = Arrays.stream(context.getBundles()).filter(b -> b.getState() == Bundle.INSTALLED)
                .map(Bundle::getSymbolicName).toList();
        return stopped.isEmpty() ? "" : " (not resolved: " + String.join(", ", stopped) + ")";
    }

    /** Ends the process with a status; from any thread, returns at once. Of several the first counts, a signal too: what fails because all ends is no failure. */
    private void exit(int wanted) {
        synchronized (log) {
            if (stopping) {
                return;
            }
            stopping = true;
            status = wanted;
        }
        new Thread(this::stop, "awd-exit").start();
    }

    private synchronized void stop() {
        framework.ifPresent(OsgiFramework::stop);
    }

    /** SIGTERM or SIGINT: a clean stop is a success, though the Java virtual machine would say 143. */
    private void signalled() {
        if (!finished) {
            synchronized (log) {
                stopping = true;
            }
            stop();
            framework.ifPresent(osgi -> osgi.awaitStop(STOP_MILLIS));
            finish();
            Runtime.getRuntime().halt(status);
        }
    }

    /** Once, and whoever comes second waits until it is done. */
    private void finish() {
        synchronized (log) {
            if (!finished) {
                finished = true;
                System.out.flush();
                log.flush(FLUSH_MILLIS);
                run.ifPresent(RunFolder::delete);
            }
        }
    }
}
