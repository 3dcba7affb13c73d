package io.awd.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LogbackServiceProvider;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.io.OutputStream;
import java.util.Iterator;

/**
 * Logback as its own provider sets it up, but what it would write to the console goes to the stream that the launcher left in the system
 * properties: Gogo hands {@code System.err} to whoever runs a command, and the log is not theirs.
 */
public final class Provider extends LogbackServiceProvider {
    @Override
    public void initialize() {
        super.initialize();
        if (System.getProperties().get("io.awd.log") instanceof OutputStream log && getLoggerFactory() instanceof LoggerContext context) {
            context.getLoggerList().forEach(logger -> redirect(logger, log));
        }
    }

    private static void redirect(Logger logger, OutputStream log) {
        for (Iterator<Appender<ILoggingEvent>> appenders = logger.iteratorForAppenders(); appenders.hasNext();) {
            if (appenders.next() instanceof ConsoleAppender<ILoggingEvent> console) {
                console.setOutputStream(log);
            }
        }
    }
}
