package io.awd.optscript.internal;

import io.awd.api.notifier.Step;

/**
 * A step and its rules.
 *
 * @param ignoreError the next step is sent whatever becomes of this one
 * @param repeatable it may be sent again when its answer was lost
 */
record Planned(Step step, boolean ignoreError, boolean repeatable) {
}
