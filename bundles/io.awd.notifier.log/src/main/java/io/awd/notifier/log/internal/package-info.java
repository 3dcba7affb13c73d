/** Tells of incidents in the log. */
package io.awd.notifier.log.internal;
