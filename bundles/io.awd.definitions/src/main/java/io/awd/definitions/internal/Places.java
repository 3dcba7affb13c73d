package io.awd.definitions.internal;

/**
 * The folders that config files may name.
 *
 * @param home the installation, {@code ${awd.home}}
 * @param run the private temporary folder of this process, {@code ${awd.run}}
 */
record Places(String home, String run) {
    /** The text with the placeholders replaced; anything else in braces stays as it is. */
    String fill(String text) {
        return text.replace("${awd.home}", home).replace("${awd.run}", run);
    }
}
