/** Event loops as QEMU's iothread objects know them. */
@Export
@Version("1.0.0")
package io.awd.api.iothread;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
