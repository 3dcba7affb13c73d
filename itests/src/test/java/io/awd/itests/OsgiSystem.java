package io.awd.itests;

import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.options.UrlProvisionOption;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** An OSGi framework in this process with all of the distribution's bundles, started and stopped by Pax Exam's native container. */
final class OsgiSystem implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;
    private final Map<String, String> propertiesBefore = new HashMap<>();
    private final Path work;
    private final ExamSystem system;
    private final TestContainer container;
    private final BundleContext context;

    OsgiSystem(Path work, Option... more) throws IOException {
        this.work = work.toAbsolutePath();
        // Pax Exam sets the first of these and does not take it back; the second is for the logback inside of the framework
        remember("java.protocol.handler.pkgs");
        remember("logback.configurationFile");
        System.setProperty("logback.configurationFile", String.valueOf(OsgiSystem.class.getResource("/logback-test.xml")));
        system = PaxExamRuntime.createServerSystem(options(more));
        container = PaxExamRuntime.createContainer(system);
        try {
            container.start();
            context = ((NativeTestContainer) container).getSystemBundle().getBundleContext();
        } catch (RuntimeException e) {
            // a failed start leaves the framework running
            try {
                close();
            } catch (RuntimeException s) {
                e.addSuppressed(s);
            }
            throw e;
        }
    }

    private Option[] options(Option... more) throws IOException {
        List<Option> options = new ArrayList<>(Arrays.asList(more));
        options.add(workingDirectory(work.toString()));
        // cleanCaches() is no use here: createServerSystem keeps the caches
        options.add(frameworkProperty(Constants.FRAMEWORK_STORAGE_CLEAN).value(Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT));
        options.add(systemTimeout(TIMEOUT_MILLIS));
        // no pool of resolver threads, which outlives the framework
        options.add(frameworkProperty("felix.resolver.parallelism").value("1"));
        // no URL stream handler factory of Felix, of which a process can have one only
        options.add(frameworkProperty("felix.service.urlhandlers").value("false"));
        options.add(frameworkProperty("gosh.args").value("--nointeractive --noshutdown"));
        options.add(frameworkProperty("felix.fileinstall.dir").value(work.resolve("deploy").toString()));
        options.add(frameworkProperty("felix.fileinstall.tmpdir").value(work.resolve("fileinstall").toString()));
        try (Stream<Path> jars = Files.list(Awd.HOME.resolve("bundles"))) {
            jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().map(OsgiSystem::provision).forEach(options::add);
        }
        return options.toArray(Option[]::new);
    }

    private static Option provision(Path jar) {
        UrlProvisionOption bundle = CoreOptions.bundle(jar.toUri().toString());
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue(Constants.FRAGMENT_HOST) == null ? bundle : bundle.noStart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remember(String property) {
        propertiesBefore.put(property, System.getProperty(property));
    }

    BundleContext context() {
        return context;
    }

    Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles()).filter(b -> symbolicName.equals(b.getSymbolicName())).findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
    }

    @Override
    public void close() {
        try {
            container.stop();
            system.clear();
        } finally {
            propertiesBefore.forEach(OsgiSystem::restore);
            delete();
        }
    }

    private static void restore(String property, String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    private void delete() {
        if (!Files.exists(work)) {
            return;
        }
        try (Stream<Path> all = Files.walk(work)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
