package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The socket of {@code -shell}, spoken to as awd-shell does, but without a process for each command. */
record ShellSocket(Path path) {
    /**
     * @param succeeded what awd-shell would exit with: 0 or 1
     * @param text what the command said
     */
    record Answer(boolean succeeded, String text) {
    }

    static ShellSocket of(Awd awd) {
        return new ShellSocket(awd.shellPath());
    }

    /** Runs one command, which may fail. */
    Answer run(String command) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.write(ByteBuffer.wrap(("\0" + command + "\n").getBytes(StandardCharsets.UTF_8)));
            byte[] all = readAll(channel);
            assertThat(all.length).as("what '%s' brought: %s", command, new String(all, StandardCharsets.UTF_8)).isGreaterThanOrEqualTo(2);
            assertThat(all[all.length - 2]).as("the mark of the end of '%s'", command).isZero();
            return new Answer(all[all.length - 1] == '0', new String(all, 0, all.length - 2, StandardCharsets.UTF_8).stripTrailing());
        } catch (IOException e) {
            throw new UncheckedIOException(command, e);
        }
    }

    private static byte[] readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return all.toByteArray();
    }

    /** The output of one command, which must succeed. */
    String ask(String command) {
        Answer answer = run(command);
        assertThat(answer.succeeded()).as("%s: %s", command, answer.text()).isTrue();
        return answer.text();
    }

    /** What a command that must fail says. */
    String refusal(String command) {
        Answer answer = run(command);
        assertThat(answer.succeeded()).as("'%s' succeeded and said: %s", command, answer.text()).isFalse();
        return answer.text();
    }

    /** One number of {@code qom-get}. */
    long number(String object, String property) {
        return Long.parseLong(ask("qom-get " + object + " " + property).strip());
    }
}
