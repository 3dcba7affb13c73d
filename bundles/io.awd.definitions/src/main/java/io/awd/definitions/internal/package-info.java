/**
 * Reads the command line and config files into definitions and starts the daemon with them. All is read before anything is made.
 * The options are listed in one place, {@link io.awd.definitions.internal.Option}.
 */
package io.awd.definitions.internal;
