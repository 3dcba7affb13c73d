package io.awd.notifier.mail.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSession;

/** Makes the one socket of a conversation, so that it can be cut off by another thread at any time, even before it is there. */
final class Sockets extends SocketFactory {
    private final Server server;
    private Optional<Socket> socket = Optional.empty();
    private boolean aborted;
    private volatile Optional<SSLSession> session = Optional.empty();

    Sockets(Server server) {
        this.server = server;
    }

    @Override
    public synchronized Socket createSocket() throws IOException {
        if (aborted) {
            throw new SocketException("given up");
        }
        Socket made = server.tls() == MailProperties.Tls.TLS ? new TlsSocket(server, this::secured) : new LimitedSocket();
        socket = Optional.of(made);
        return made;
    }

    /** Ends the conversation at once; whoever waits in it gets an error. Any thread. */
    synchronized void abort() {
        aborted = true;
        socket.ifPresent(Sockets::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no more use either way
        }
    }

    synchronized boolean aborted() {
        return aborted;
    }

    /** The handshake is done and the server's certificate was found good. */
    void secured(SSLSession now) {
        session = Optional.of(now);
    }

    /** What was agreed on; empty: the connection is plain. */
    Optional<SSLSession> session() {
        return session;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }
}
