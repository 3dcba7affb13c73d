package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A QEMU without a machine, with one QMP monitor for AWD and another for the test. */
record QmpMachine(Process process, QmpClient seen, int port) implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("tcp:127\\.0\\.0\\.1:(\\d+),server=on");

    static QmpMachine start(Path folder, String name) throws IOException {
        return start(folder, name, 0);
    }

    /** @param port 0: the system chooses */
    static QmpMachine start(Path folder, String name, int port) throws IOException {
        Path socket = folder.resolve(name);
        Process process = new ProcessBuilder("qemu-system-x86_64", "-machine", "none", "-display", "none", "-nodefaults",
                "-qmp", "tcp:127.0.0.1:" + port + ",server=on,wait=off", "-qmp", "unix:" + socket + ",server=on,wait=off")
                .redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true).redirectOutput(folder.resolve(name + "-out").toFile()).start();
        try {
            QmpClient seen = QmpClient.connect(socket);
            Matcher chosen = PORT.matcher(seen.execute("query-chardev").toString());
            assertThat(chosen.find()).isTrue();
            return new QmpMachine(process, seen, Integer.parseInt(chosen.group(1)));
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    long events(String name) {
        return seen.events(name);
    }

    /** All events so far: the answer to this comes after whatever else was sent. */
    long eventsByNow(String name) {
        seen.execute("query-status");
        return seen.events(name);
    }

    void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor()).isZero();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() throws InterruptedException {
        seen.close();
        kill();
    }
}
