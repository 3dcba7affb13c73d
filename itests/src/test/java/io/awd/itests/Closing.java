package io.awd.itests;

/** Closes what a test opened, each thing whatever became of the others. */
final class Closing {
    private Closing() {
    }

    /** @param things may be null, when a test failed before it had them */
    static void all(AutoCloseable... things) throws Exception {
        Exception first = null;
        for (AutoCloseable thing : things) {
            try {
                if (thing != null) {
                    thing.close();
                }
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
