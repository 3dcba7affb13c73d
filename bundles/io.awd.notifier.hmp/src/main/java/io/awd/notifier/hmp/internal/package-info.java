/** Runs an opt-script's lines on a QEMU human monitor. */
package io.awd.notifier.hmp.internal;
