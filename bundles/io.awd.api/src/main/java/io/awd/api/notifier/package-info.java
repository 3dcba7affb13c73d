/** Ways out for the steps of an opt-script. */
@Export
@Version("1.0.0")
package io.awd.api.notifier;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
