package io.awd.shell.internal;

import io.awd.api.object.Instance;

/** A place where sessions of the Gogo shell are held. */
final class Shell implements Instance<ShellProperties> {
    private final Door door;
    private final Counts counts;

    Shell(Door door, Counts counts) {
        this.door = door;
        this.counts = counts;
    }

    @Override
    public ShellStatus status() {
        return new ShellStatus(door.filename(), counts.open.get(), counts.sessions.get(), counts.commands.get());
    }

    @Override
    public void close() {
        door.close();
    }
}
