package io.awd.shell.internal;

import io.awd.api.object.Attribute;

/** What a shell reports. */
record ShellStatus(
        @Attribute(text = "where it is: unix:PATH,server=on or terminal") String filename,
        @Attribute(text = "sessions that are open") int sessions,
        @Attribute(text = "sessions so far, single commands of awd-shell too") long totalSessions,
        @Attribute(text = "command lines so far") long commands) {
}
