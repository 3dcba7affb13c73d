package io.awd.monitor.internal;

import io.awd.api.object.Attribute;

/** What a monitor reports. */
record MonitorStatus(
        @Attribute(text = "whether a peer is there") boolean connected,
        @Attribute(text = "commands that were run, failed ones too") long commands,
        @Attribute(text = "commands that failed or are unknown") long errors,
        @Attribute(text = "lines that were too long to be read") long refusedLines) {
}
