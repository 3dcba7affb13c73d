package io.awd.jmx.internal;

import io.awd.api.object.Attribute;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A type with a property or attribute of every sort. */
record Heart(Kind kind, String name) implements ObjectType<Heart.Properties> {

    enum Protocol {
        AUTO, SYSTEMD_NOTIFY
    }

    record Properties(
            @Property(text = "Where heartbeats are exchanged", required = true) String awdNode,
            @Property(text = "Silence before expiry", defaultValue = "5000", min = 1, unit = "ms", settable = true) long timeout,
            @Property(text = "How often a pulse is sent", defaultValue = "1000", min = 1, unit = "ms") long pulseInterval,
            @Property(text = "Messages before recovery", defaultValue = "1", min = 1) int rise,
            @Property(text = "Send pulses at all", defaultValue = "on", settable = true) boolean pulse,
            @Property(text = "The dialect", defaultValue = "auto", settable = true) Protocol protocol,
            @Property(text = "The script") Optional<Path> optScript,
            @Property(text = "Where the script goes", settable = true) List<String> notificationNode,
            @Property(text = "A password", secret = true, settable = true) Optional<String> password) {
    }

    record Status(
            @Attribute(text = "The state") String state,
            @Attribute(text = "Age of the last message", unit = "ms") Optional<Long> age,
            @Attribute(text = "Messages") long messages,
            @Attribute(text = "Peers") int peers,
            @Attribute(text = "Share of time busy") double load,
            @Attribute(text = "Whether a peer is there") boolean connected,
            @Attribute(text = "The dialect now") Protocol dialect,
            @Attribute(text = "One line for each path") List<String> paths) {
    }

    @Override
    public TypeDescription description() {
        return TypeDescription.of(kind, name, "Watches a peer", Properties.class, Status.class);
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) {
        throw new IllegalStateException("only described");
    }
}
