/** Runs an opt-script's lines on a QMP monitor. */
package io.awd.notifier.qmp.internal;
