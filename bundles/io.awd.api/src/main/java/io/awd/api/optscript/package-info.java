/** Opt-scripts: what is sent when a watchdog expires. */
@Export
@Version("1.0.0")
package io.awd.api.optscript;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
