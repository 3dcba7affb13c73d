package io.awd.optscript.internal;

import java.util.List;

/**
 * What a node is to get.
 *
 * @param steps in order
 * @param failedBefore whether a step that is not among them failed, before the end of the daemon interrupted the incident
 */
record Plan(List<Planned> steps, boolean failedBefore) {
}
