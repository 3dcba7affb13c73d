package io.awd.api.optscript;

import io.awd.api.notifier.Notifier;
import io.awd.api.object.Link;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A script that was read and checked when its watchdog was made. */
@ProviderType
public interface OptScript {
    /** Sends it to the notification nodes. Returns at once; any thread, event loops too. What becomes of it is told as the event {@code incident}. */
    void run(Expiry expiry, List<Link<Notifier>> nodes);
}
