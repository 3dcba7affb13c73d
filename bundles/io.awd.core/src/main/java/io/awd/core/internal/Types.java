package io.awd.core.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** The types that bundles publish now, and those that stopped bundles would. Safe for any thread. */
final class Types {
    private static final String CAPABILITY = "io.awd.type";
    private final BundleContext framework;
    private final List<TypeService> services = new ArrayList<>();

    Types(BundleContext framework) {
        this.framework = framework;
    }

    synchronized TypeService add(ServiceReference<?> reference, ObjectType<?> type) {
        TypeService service = TypeService.of(reference, type);
        services.add(service);
        Collections.sort(services);
        return service;
    }

    synchronized Optional<TypeService> remove(ServiceReference<?> reference) {
        Optional<TypeService> service = services.stream().filter(s -> s.reference().equals(reference)).findFirst();
        service.ifPresent(services::remove);
        return service;
    }

    synchronized boolean has(TypeService service) {
        return services.contains(service);
    }

    synchronized Optional<TypeService> find(Kind kind, String name) {
        return services.stream().filter(s -> s.description().kind() == kind && s.description().name().equals(name)).findFirst();
    }

    /** @throws AwdException unknown, or its bundle is stopped */
    TypeService get(Kind kind, String name) throws AwdException {
        return find(kind, name).orElseThrow(() -> missing(kind, name));
    }

    private AwdException missing(Kind kind, String name) {
        Optional<Bundle> bundle = bundleOf(kind, name);
        if (bundle.isPresent()) {
            return new AwdException("Type '" + name + "' is not available: bundle " + bundle.get().getSymbolicName() + " is "
                    + (bundle.get().getState() == Bundle.ACTIVE ? "not ready" : "stopped"));
        }
        return switch (kind) {
            case CHARDEV -> new AwdException("'" + name + "' is not a valid char driver name");
            case OBJECT -> new AwdException("Parameter 'qom-type' does not accept value '" + name + "'");
            case PART -> new AwdException("no bundle provides the type '" + name + "'");
        };
    }

    /** Why there is no such type now. */
    String reason(Kind kind, String name) {
        return bundleOf(kind, name)
                .map(b -> "bundle " + b.getSymbolicName() + " is " + (b.getState() == Bundle.ACTIVE ? "not ready" : "stopped"))
                .orElse("no bundle provides the type '" + name + "'");
    }

    private Optional<Bundle> bundleOf(Kind kind, String name) {
        for (Bundle bundle : framework.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision == null) {
                continue;
            }
            for (BundleCapability capability : revision.getDeclaredCapabilities(CAPABILITY)) {
                if (name.equals(capability.getAttributes().get(CAPABILITY)) && kind.word().equals(capability.getAttributes().get("kind"))) {
                    return Optional.of(bundle);
                }
            }
        }
        return Optional.empty();
    }

    synchronized List<TypeDescription> all() {
        List<TypeDescription> all = new ArrayList<>();
        for (TypeService service : services) {
            TypeDescription description = service.description();
            if (all.stream().noneMatch(d -> d.kind() == description.kind() && d.name().equals(description.name()))) {
                all.add(description);
            }
        }
        all.sort(Comparator.comparing(TypeDescription::kind).thenComparing(TypeDescription::name));
        return all;
    }
}
