/** Tells of incidents by running a program. */
package io.awd.notifier.exec.internal;
