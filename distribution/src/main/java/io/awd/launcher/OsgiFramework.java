package io.awd.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Apache Felix with every jar of {@code bundles/}, whichever are there. */
final class OsgiFramework {
    private final Path home;
    private final Framework framework;

    OsgiFramework(Path home, Path run) {
        this.home = home;
        this.framework = new FrameworkFactory().newFramework(configuration(home, run));
    }

    private static Map<String, String> configuration(Path home, Path run) {
        Map<String, String> all = new HashMap<>();
        all.put("org.osgi.framework.storage", run.resolve("cache").toString());
        all.put("felix.cache.locking", "false");
        all.put("felix.log.level", "1");
        // without these Gogo's own shell ends the framework when standard input ends
        all.put("gosh.args", "--nointeractive --noshutdown");
        all.put("felix.fileinstall.dir", home.resolve("deploy").toString());
        all.put("felix.fileinstall.tmpdir", run.resolve("deploy").toString());
        all.put("felix.fileinstall.filter", ".*\\.jar");
        all.put("felix.fileinstall.poll", "1000");
        all.put("felix.fileinstall.enableConfigSave", "false");
        all.put("felix.fileinstall.log.level", "1");
        return all;
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Installs and starts all, until it is told to stop. One that cannot be started is told of and left out. */
    void start(BooleanSupplier stopping) throws BundleException, IOException {
        framework.init();
        List<Bundle> bundles = install();
        framework.adapt(FrameworkWiring.class).resolveBundles(bundles);
        framework.start();
        for (Bundle bundle : bundles) {
            try {
                if (!stopping.getAsBoolean() && (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) == 0) {
                    bundle.start();
                }
            } catch (BundleException e) {
                System.err.println("awd: bundle " + bundle.getSymbolicName() + " cannot start: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
        }
    }

    /** By reference: nothing is copied, so that two daemons share an installation that they cannot write to. */
    private List<Bundle> install() throws IOException, BundleException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(home.resolve("bundles"))) {
            jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars) {
            bundles.add(context().installBundle("reference:" + jar.toRealPath().toUri()));
        }
        return bundles;
    }

    void stop() {
        try {
            framework.stop();
        } catch (BundleException e) {
            System.err.println("awd: cannot stop: " + e.getMessage());
        }
    }

    void awaitStop() {
        FrameworkEvent event;
        do {
            event = awaitStop(0);
        } while (event.getType() == FrameworkEvent.STOPPED_UPDATE);
    }

    FrameworkEvent awaitStop(long millis) {
        try {
            return framework.waitForStop(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new FrameworkEvent(FrameworkEvent.ERROR, framework, e);
        }
    }
}
