package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The examples of a document. A comment before each says what it is: {@code file NAME}, a file that others of this document use, or {@code run}, a
 * shell's command that has to succeed. In a manual page they stand between {@code .EX} and {@code .EE}, in Markdown in a fence.
 */
record Examples(List<Example> all) {
    private static final Pattern ROFF = Pattern.compile("^\\.\\\\\" (file \\S+|run)\n\\.EX\n(.*?)^\\.EE$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern MARKDOWN = Pattern.compile("^<!-- (file \\S+|run) -->\n```[a-z]*\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    /**
     * One of them.
     *
     * @param use what the comment says
     * @param text of the example
     */
    record Example(String use, String text) {
        boolean runs() {
            return use.equals("run");
        }

        String file() {
            return use.substring("file ".length());
        }
    }

    static Examples in(Path document) throws IOException {
        boolean roff = document.toString().endsWith(".1");
        return new Examples((roff ? ROFF : MARKDOWN).matcher(Files.readString(document)).results().map(found -> example(found, roff)).toList());
    }

    private static Example example(MatchResult found, boolean roff) {
        String text = found.group(2);
        return new Example(found.group(1), roff ? text.replace("\\-", "-").replace("\\(aq", "'").replace("\\e", "\\") : text);
    }

    /** In their order, in this folder, with AWD's commands on the path. */
    void check(Path folder) throws IOException {
        assertThat(all.stream().filter(Example::runs)).as("examples that run").isNotEmpty();
        for (Example example : all) {
            if (example.runs()) {
                String command = "cd " + folder + " && PATH=" + Awd.HOME.resolve("bin") + ":$PATH && " + example.text();
                Awd.Result result = Awd.command(folder, List.of("/bin/sh", "-c", command));
                assertThat(result.status()).as("%s%s%s", example.text(), result.out(), result.err()).isZero();
            } else {
                Files.writeString(folder.resolve(example.file()), example.text());
            }
        }
    }
}
