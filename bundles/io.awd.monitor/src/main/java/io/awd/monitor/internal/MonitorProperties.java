package io.awd.monitor.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.object.Property;

/** What {@code -object monitor} takes. */
record MonitorProperties(
        @Property(text = "the chardev whose peer may give commands", required = true, link = Chardev.class) String chardev,
        @Property(text = "the language spoken: readline is the human monitor's", defaultValue = "readline") Mode mode) {

    /** The languages of a monitor. */
    enum Mode {
        /** Lines of words, answered for people. */
        READLINE
    }
}
