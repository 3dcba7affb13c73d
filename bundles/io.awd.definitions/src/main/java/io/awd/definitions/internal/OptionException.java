package io.awd.definitions.internal;

import io.awd.api.object.AwdException;

/** Why the daemon does not start: the one line that goes to standard error. */
final class OptionException extends Exception {
    private static final long serialVersionUID = 1L;

    private OptionException(String line) {
        super(line);
    }

    /** @param option the option as typed, with its argument */
    static OptionException at(String option, String message) {
        return new OptionException("awd: " + option + ": " + message);
    }

    /**
     * @param origin an option as typed ({@code -object iothread}) or a place in a file ({@code FILE:LINE}); only options begin with a dash
     *        (see {@link ConfigFile}). QEMU writes no blank before a file's name
     */
    static OptionException of(String origin, String message) {
        return origin.startsWith("-") ? at(origin, message) : new OptionException("awd:" + origin + ": " + message);
    }

    /** What the container refused. */
    static OptionException of(AwdException refused) {
        return refused.origin().map(origin -> of(origin, refused.commandLine()))
                .orElseGet(() -> new OptionException("awd: " + refused.commandLine()));
    }

    /** What the container or a parser refused, at a place that the exception may not know. */
    static OptionException of(String origin, AwdException refused) {
        return of(refused.origin().orElse(origin), refused.commandLine());
    }
}
