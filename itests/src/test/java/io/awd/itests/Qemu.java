package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real QEMU without a guest: a human monitor on a TCP port that the system chooses, and a QMP monitor to see what that one did. */
final class Qemu implements AutoCloseable {
    private static final Pattern MONITOR = Pattern.compile("tcp:127\\.0\\.0\\.1:(\\d+),server=on");
    private final Process process;
    private final QmpClient qmp;
    private final int port;

    private Qemu(Process process, QmpClient qmp, int port) {
        this.process = process;
        this.qmp = qmp;
        this.port = port;
    }

    static Qemu start(Path folder) throws IOException {
        Path socket = folder.resolve("qmp");
        Process process = new ProcessBuilder("qemu-system-x86_64", "-machine", "none", "-display", "none", "-nodefaults",
                "-monitor", "tcp:127.0.0.1:0,server=on,wait=off", "-qmp", "unix:" + socket + ",server=on,wait=off")
                .redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true).redirectOutput(folder.resolve("qemu-out").toFile()).start();
        try {
            QmpClient qmp = QmpClient.connect(socket);
            Matcher monitor = MONITOR.matcher(qmp.execute("query-chardev").toString());
            assertThat(monitor.find()).isTrue();
            return new Qemu(process, qmp, Integer.parseInt(monitor.group(1)));
        } catch (IOException | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Where its human monitor listens. */
    int monitorPort() {
        return port;
    }

    QmpClient qmp() {
        return qmp;
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        qmp.close();
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
