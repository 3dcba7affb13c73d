package io.awd.jmx.internal;

import javax.management.MBeanException;
import javax.management.ReflectionException;

/** Errors as clients read them: the message alone, as a client without AWD's classes could not read a cause of ours. */
final class Refusal {
    private Refusal() {
    }

    /** jconsole shows an MBeanException's own message, other clients that of its target. */
    static MBeanException of(String message) {
        return new MBeanException(new Exception(message), message);
    }

    static ReflectionException noOperation(String operation) {
        return new ReflectionException(new NoSuchMethodException(operation), "No such operation: " + operation);
    }
}
