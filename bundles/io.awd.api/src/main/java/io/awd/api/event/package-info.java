/** What happened, for logs, JMX and whoever else listens. */
@Export
@Version("1.0.0")
package io.awd.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
