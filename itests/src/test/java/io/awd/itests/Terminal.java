package io.awd.itests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A program of bin/ with a terminal of its own, which script(1) makes; ends with its exit status. */
record Terminal(Process process, TextClient client) implements AutoCloseable {
    static Terminal start(Path folder, List<String> options) throws IOException {
        return start(folder, "stty -echo; exec ", "bin/awd", options);
    }

    /** The same as a person has it: what is typed is shown. */
    static Terminal typed(Path folder, String program, List<String> options) throws IOException {
        return start(folder, "exec ", program, options);
    }

    private static Terminal start(Path folder, String before, String program, List<String> options) throws IOException {
        String command = before + Awd.HOME.resolve(program) + options.stream().map(option -> " '" + option + "'").collect(Collectors.joining());
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
