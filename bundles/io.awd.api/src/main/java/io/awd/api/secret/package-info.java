/** Passwords. */
@Export
@Version("1.0.0")
package io.awd.api.secret;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
