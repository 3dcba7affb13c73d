package io.awd.chardev.internal;

import io.awd.api.object.Attribute;

/** What a socket chardev reports. */
record SocketStatus(
        @Attribute(text = "Where it listens or connects, and the peer") String filename,
        @Attribute(text = "Whether a peer is there") boolean connected,
        @Attribute(text = "Whether something uses it") boolean frontendOpen,
        @Attribute(text = "Received, read by somebody or thrown away", unit = "bytes") long bytesIn,
        @Attribute(text = "Sent", unit = "bytes") long bytesOut,
        @Attribute(text = "Connections accepted or made") long connections,
        @Attribute(text = "Messages not sent because no peer was there or it took nothing more") long dropped,
        @Attribute(text = "The last thing that went wrong; empty: nothing") String lastError) {
}
