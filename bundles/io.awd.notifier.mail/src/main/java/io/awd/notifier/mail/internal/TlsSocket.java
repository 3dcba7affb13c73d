package io.awd.notifier.mail.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A socket that is encrypted once it is connected. The mail library's own way would make a socket that nobody else can close. */
final class TlsSocket extends Socket {
    private final Server server;
    private final Consumer<SSLSession> secured;
    private final LimitedSocket raw = new LimitedSocket();
    private volatile SSLSocket tls;

    TlsSocket(Server server, Consumer<SSLSession> secured) {
        this.server = server;
        this.secured = secured;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        raw.connect(endpoint, timeout);
        SSLSocket made = (SSLSocket) server.tlsSockets().createSocket(raw, server.host(), server.port(), true);
        SSLParameters parameters = made.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        made.setSSLParameters(parameters);
        made.startHandshake();
        secured.accept(made.getSession());
        tls = made;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return tls.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return tls.getOutputStream();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        raw.setSoTimeout(timeout);
    }

    @Override
    public int getPort() {
        return raw.getPort();
    }

    @Override
    public boolean isConnected() {
        return raw.isConnected();
    }

    @Override
    public boolean isClosed() {
        return raw.isClosed();
    }

    /** The raw socket: a farewell of TLS could block. */
    @Override
    public void close() throws IOException {
        raw.close();
    }
}
