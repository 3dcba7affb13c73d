package io.awd.api.object;

/** The name spaces of the container. An id is unique within its kind: a chardev and an object may share one. */
public enum Kind {
    /** What {@code -chardev} and {@code chardev-add} make. */
    CHARDEV("chardev"),
    /** What {@code -object} and {@code object-add} make. */
    OBJECT("object"),
    /** What the container makes on behalf of an object's property (an opt-script, the raw notifier of a chardev); it goes with its last owner. */
    PART("part");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    /** The word for it in commands, logs and errors. */
    public String word() {
        return word;
    }
}
