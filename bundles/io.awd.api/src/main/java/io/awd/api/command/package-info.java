/** Commands that every door (Gogo shell, monitor) offers in the same way. */
@Export
@Version("1.0.0")
package io.awd.api.command;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
