package io.awd.definitions.internal;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The text of {@code -help}, made from the table of options. */
final class Usage {
    private static final int INDENT = 16;
    private static final int WIDTH = 100;
    private static final String EXAMPLE = """

            Without options etc/awd.conf of the installation is read.

            Example: watch a guest's heartbeat on port 9009 and tell a QEMU monitor when it stops
              awd -chardev socket,id=h1,host=127.0.0.1,port=9009,server=on,wait=off
                  -chardev socket,id=mon,host=127.0.0.1,port=4445,reconnect=1
                  -object advanced-watchdog,id=heart1,server=on,awd_node=h1,notification_node=mon,opt_script=FILE,timeout=5000
            """;

    private Usage() {
    }

    static String text() {
        return "usage: awd [options]\n\n" + Arrays.stream(Option.values()).map(Usage::option).collect(Collectors.joining()) + EXAMPLE;
    }

    private static String option(Option option) {
        String names = option.names().stream().map(name -> "-" + name).collect(Collectors.joining(", "));
        String head = option.argument().isEmpty() ? names : names + " " + option.argument();
        return (head.length() < INDENT ? head + " ".repeat(INDENT - head.length()) : head + "\n" + " ".repeat(INDENT))
                + wrap(option.text()) + "\n";
    }

    private static String wrap(String text) {
        StringBuilder wrapped = new StringBuilder();
        int column = INDENT;
        for (String word : text.split(" ")) {
            if (column > INDENT && column + 1 + word.length() > WIDTH) {
                wrapped.append('\n').append(" ".repeat(INDENT));
                column = INDENT;
            } else if (column > INDENT) {
                wrapped.append(' ');
                column++;
            }
            wrapped.append(word);
            column += word.length();
        }
        return wrapped.toString();
    }
}
