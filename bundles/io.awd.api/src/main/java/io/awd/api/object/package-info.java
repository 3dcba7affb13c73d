/** The object container, the types that bundles add to it, and the one description of a property. */
@Export
@Version("1.0.0")
package io.awd.api.object;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
