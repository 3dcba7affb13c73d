/** Character devices: where bytes come from and go to. */
@Export
@Version("1.0.0")
package io.awd.api.chardev;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
