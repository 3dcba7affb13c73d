package io.awd.itests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** bin/awd with a terminal of its own, which script(1) makes; ends with its exit status. */
record Terminal(Process process, TextClient client) implements AutoCloseable {
    static Terminal start(Path folder, List<String> options) throws IOException {
        String command = "stty -echo; exec " + Awd.HOME.resolve("bin/awd") + options.stream().map(option -> " '" + option + "'").collect(Collectors.joining());
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null").directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("AWD_JAVA_OPTS", "-Djava.io.tmpdir=" + folder);
        builder.environment().put("SHELL", "/bin/sh");
        Process process = builder.start();
        return new Terminal(process, TextClient.of(process));
    }

    @Override
    public void close() {
        // hanging up the terminal ends awd too; its descendants are asked first, in case they do not notice
        process.descendants().forEach(ProcessHandle::destroy);
        client.close();
    }
}
