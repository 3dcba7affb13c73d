package io.awd.api.object;

import java.util.Optional;

/**
 * A request that cannot be met, in one line that names the property and the value, worded as QEMU words it.
 * What it was thrown for has not happened: the system is as it was before.
 */
public class AwdException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String commandLine;
    private final String origin;

    /** @param message the text for every door */
    public AwdException(String message) {
        this(message, message);
    }

    /**
     * @param message the text for the shell, the monitor and JMX
     * @param commandLine the text for the command line and for config files, where QEMU words it in another way
     */
    public AwdException(String message, String commandLine) {
        this(message, commandLine, null, null);
    }

    /** @param cause what lies below; its own message is not shown to the user */
    public AwdException(String message, Throwable cause) {
        this(message, message, null, cause);
    }

    private AwdException(String message, String commandLine, String origin, Throwable cause) {
        super(message, cause);
        this.commandLine = commandLine;
        this.origin = origin;
    }

    /** The same error, saying which definition it belongs to; an origin that is there already stays. */
    public AwdException from(Definition definition) {
        return origin != null || definition.origin().isEmpty() ? this
                : new AwdException(getMessage(), commandLine, definition.origin(), this);
    }

    /** The text as the command line shows it. */
    public String commandLine() {
        return commandLine;
    }

    /** Where the definition was written: {@code -object iothread,id=a} or {@code FILE:LINE}. */
    public Optional<String> origin() {
        return Optional.ofNullable(origin);
    }
}
