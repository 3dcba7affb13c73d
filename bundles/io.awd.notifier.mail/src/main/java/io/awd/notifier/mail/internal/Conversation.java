package io.awd.notifier.mail.internal;

import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSession;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * One connection to the server, used by one thread; only {@link Sockets#abort} comes from others. The commands of a mail are given here one by one,
 * since what became of it depends on how far they got: up to the line with the dot alone the server has no mail, whatever happens.
 */
final class Conversation extends SMTPTransport {
    /** The library's own words go to java.util.logging, whose default is standard error, past the daemon's log. Held: the level goes with the logger. */
    private static final List<Logger> SILENT = Stream.of("jakarta.mail", "org.eclipse.angus.mail").map(Conversation::silence).toList();
    private final Server server;
    private final Sockets sockets;
    private Optional<String> password = Optional.empty();

    private Conversation(Session session, Server server, Sockets sockets) {
        super(session, new URLName("smtp", server.host(), server.port(), null, null, null));
        this.server = server;
        this.sockets = sockets;
    }

    private static Logger silence(String name) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(Level.OFF);
        return logger;
    }

    static Conversation with(Server server, Sockets sockets) {
        Properties properties = new Properties();
        boolean starttls = server.tls() == MailProperties.Tls.STARTTLS;
        properties.setProperty("mail.debug", "false");
        properties.setProperty("mail.smtp.localhost", Server.THIS_HOST);
        properties.setProperty("mail.smtp.auth", String.valueOf(server.username().isPresent()));
        properties.setProperty("mail.smtp.timeout", String.valueOf(server.timeoutMillis()));
        properties.setProperty("mail.smtp.connectiontimeout", String.valueOf(server.timeoutMillis()));
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(starttls));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(starttls));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.socketFactory.fallback", "false");
        properties.put("mail.smtp.socketFactory", sockets);
        if (starttls) {
            properties.put("mail.smtp.ssl.socketFactory", server.tlsSockets());
            // not a decision: the handshake has compared the names by now; this only learns what was agreed on
            HostnameVerifier witness = (host, session) -> {
                sockets.secured(session);
                return true;
            };
            properties.put("mail.smtp.ssl.hostnameverifier", witness);
        }
        return new Conversation(Session.getInstance(properties), server, sockets);
    }

    /** Connects, encrypts and logs in. */
    void open(Optional<String> secret) throws Undelivered {
        password = secret;
        try {
            connect(server.host(), server.port(), server.username().orElse(null), secret.orElse(null));
        } catch (AuthenticationFailedException e) {
            throw undelivered("login as " + server.username().orElse("") + ": ", e);
        } catch (MessagingException e) {
            throw undelivered("", e);
        } catch (RuntimeException e) {
            throw new Undelivered(Outcome.failed(where(e.toString())));
        }
        if (server.username().isPresent() && !supportsExtension("AUTH") && !supportsExtension("AUTH=LOGIN")) {
            throw new Undelivered(Outcome.failed(where("the server offers no login")));
        }
    }

    /**
     * Sends one mail.
     *
     * @param lastMoment asked right before the line that makes the mail the server's; false: it is not to be sent any more
     * @return the server's answer, and who was refused
     */
    synchronized String deliver(Letter letter, Step step, BooleanSupplier lastMoment) throws Undelivered {
        List<String> refused = new ArrayList<>();
        try {
            command("MAIL FROM:<" + letter.from().mailbox() + ">");
            Optional<Undelivered> last = Optional.empty();
            for (Address each : letter.to()) {
                try {
                    command("RCPT TO:<" + each.mailbox() + ">");
                } catch (Undelivered e) {
                    refused.add(each.mailbox() + ": " + reply());
                    last = last.filter(before -> before.again() && !e.again()).or(() -> Optional.of(e));
                }
            }
            if (last.isPresent() && refused.size() == letter.to().size()) {
                throw last.get();
            }
            OutputStream out = data();
            new IncidentMessage(session, letter, step).writeTo(out);
        } catch (MessagingException e) {
            throw undelivered("", e);
        } catch (IOException e) {
            throw new Undelivered(Outcome.notSent(where(words(e))));
        }
        if (!lastMoment.getAsBoolean()) {
            throw new Undelivered(Outcome.notSent("given up"));
        }
        return accepted() + (refused.isEmpty() ? "" : "; refused: " + String.join(", ", refused));
    }

    private String accepted() throws Undelivered {
        int code;
        try {
            code = simpleCommand(".");
        } catch (MessagingException e) {
            throw new Undelivered(Outcome.unknown(where("the mail went out whole, but no answer came: " + words(deepest(e)))));
        }
        return switch (code / 100) {
            case 2 -> reply();
            case 4 -> throw new Undelivered(Outcome.notSent(where(reply())));
            case 5 -> throw new Undelivered(Outcome.failed(where(reply())));
            default -> throw new Undelivered(Outcome.unknown(where("the mail went out whole, but the connection ended without an answer")));
        };
    }

    /** What the server thinks of a mail to these, without sending one. */
    synchronized List<Opinion> ask(Letter letter) throws Undelivered {
        List<Opinion> opinions = new ArrayList<>();
        try {
            opinions.add(opinion("sender " + letter.from().mailbox(), "MAIL FROM:<" + letter.from().mailbox() + ">"));
            for (Address each : letter.to()) {
                opinions.add(opinion("recipient " + each.mailbox(), "RCPT TO:<" + each.mailbox() + ">"));
            }
            simpleCommand("RSET");
        } catch (MessagingException e) {
            throw undelivered("", e);
        }
        return opinions;
    }

    /**
     * What the server says to an address.
     *
     * @param good whether it takes it
     * @param text for people
     */
    record Opinion(boolean good, String text) {
    }

    private Opinion opinion(String what, String command) throws MessagingException {
        int code = simpleCommand(command);
        return new Opinion(code / 100 == 2, what + ": " + (code > 0 ? reply() : "the connection ended"));
    }

    private void command(String text) throws MessagingException, Undelivered {
        int code = simpleCommand(text);
        if (code / 100 != 2) {
            String why = where(code > 0 ? reply() : "the connection ended");
            throw new Undelivered(code / 100 == 5 ? Outcome.failed(why) : Outcome.notSent(why));
        }
    }

    /** The last answer in one line; a server that repeats the password does not get it on record. */
    private String reply() {
        String reply = Optional.ofNullable(getLastServerResponse()).orElse("");
        return Line.of(password.filter(word -> !word.isEmpty()).map(word -> reply.replace(word, "***")).orElse(reply));
    }

    /** Why it ended before the dot: what a second attempt may mend is not sent, a refusal has failed. */
    private Undelivered undelivered(String doing, MessagingException e) {
        Throwable cause = deepest(e);
        if (Reason.isAboutTls(e)) {
            return new Undelivered(Outcome.failed(where("TLS: " + words(cause))));
        } else if (cause instanceof IOException) {
            return new Undelivered(Outcome.notSent(where(doing + words(cause))));
        }
        int code = getLastReturnCode();
        if (code <= 0) {
            return new Undelivered(Outcome.notSent(where(doing + "the connection ended")));
        }
        String why = where(doing + (code / 100 == 4 || code / 100 == 5 ? reply() : Line.of(String.valueOf(cause.getMessage()))));
        return new Undelivered(code / 100 == 4 ? Outcome.notSent(why) : Outcome.failed(why));
    }

    private static Throwable deepest(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private String words(Throwable e) {
        return sockets.aborted() ? "no answer in time" : Reason.of(e);
    }

    private String where(String why) {
        return Line.of(server.where() + ": " + why);
    }

    /** What was agreed on for the encryption; empty: there is none. */
    Optional<SSLSession> security() {
        return sockets.session();
    }

    /** Says goodbye, without waiting for an answer, and frees everything. Any state. */
    void quit() {
        try {
            close();
        } catch (MessagingException | RuntimeException e) {
            // it is gone already
        } finally {
            sockets.abort();
        }
    }
}
