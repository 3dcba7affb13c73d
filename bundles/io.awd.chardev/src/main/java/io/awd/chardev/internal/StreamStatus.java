package io.awd.chardev.internal;

import io.awd.api.object.Attribute;

/** What a chardev reports that has no connections. */
record StreamStatus(
        @Attribute(text = "The backend") String filename,
        @Attribute(text = "Whether it can be written to") boolean connected,
        @Attribute(text = "Whether something uses it") boolean frontendOpen,
        @Attribute(text = "Received, read by somebody or thrown away", unit = "bytes") long bytesIn,
        @Attribute(text = "Sent", unit = "bytes") long bytesOut,
        @Attribute(text = "Messages not sent because earlier ones were still waiting") long dropped,
        @Attribute(text = "The last thing that went wrong; empty: nothing") String lastError) {
}
