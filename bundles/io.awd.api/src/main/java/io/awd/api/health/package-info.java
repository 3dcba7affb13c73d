/** Whose health others rely on: what a watchdog follows, requires, or takes into account. */
@Export
@Version("1.0.0")
package io.awd.api.health;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
