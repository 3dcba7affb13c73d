package io.awd.notifier.webhook.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The type {@code notifier-webhook}: each incident is one POST of JSON. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = WebhookType.NAME, attribute = "kind=object")
public final class WebhookType implements ObjectType<WebhookProperties> {
    static final String NAME = "notifier-webhook";
    private static final int THREADS = 32;
    private static final long IDLE_SECONDS = 10;
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, NAME,
            "posts incidents as JSON to an HTTPS server", WebhookProperties.class, WebhookStatus.class);
    private final String agent;
    private final Trusts trusts = new Trusts();
    private final ExecutorService workers = new ThreadPoolExecutor(0, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
        Thread thread = new Thread(task, "awd-webhook");
        thread.setDaemon(true);
        return thread;
    });

    /** Called by Declarative Services. */
    @Activate
    public WebhookType(BundleContext context) {
        this(context.getBundle().getVersion());
    }

    WebhookType(Version own) {
        agent = "awd/" + own.getMajor() + "." + own.getMinor() + "." + own.getMicro();
    }

    @Deactivate
    void close() {
        workers.shutdownNow();
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<WebhookProperties> create(Creation<WebhookProperties> creation) throws AwdException {
        WebhookProperties p = creation.properties();
        check(creation.id(), p);
        Webhook webhook = new Webhook(creation, Target.of(p.url(), p.insecure()), Headers.of(p, agent), trusts.of(p.tlsCa()), workers);
        webhook.open();
        return webhook;
    }

    @Override
    public void check(String id, WebhookProperties p) throws AwdException {
        Target target = Target.of(p.url(), p.insecure());
        Headers.of(p, agent);
        if (p.tlsCa().isPresent() && !target.tls()) {
            throw new AwdException("Parameter 'tls_ca' needs an https:// url");
        }
        trusts.of(p.tlsCa());
    }
}
