package io.awd.api.object;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a property, once: parsing, errors, {@code TYPE,help}, {@code qom-list}, the MBean and the manual are made from it.
 * It stands on the components of the record that a type takes as its properties. The component {@code pulseInterval} is the property
 * {@code pulse_interval}. Component types: {@code String}, {@code boolean}, {@code int}, {@code long}, an enum, {@code java.nio.file.Path},
 * {@code Optional} of one of these, or {@code List<String>} (written {@code name=…} or {@code name.0=…,name.1=…}; ids and words also as one text,
 * {@code a,b}, in which an option string doubles the comma).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Property {
    /** One sentence for the operator. */
    String text();

    /** Its name where Java forbids the component to have it ({@code wait}). Empty: made of the component's name. */
    String name() default "";

    /** The default in QEMU's spelling. Empty: none. */
    String defaultValue() default "";

    /** Whether a definition without it is refused. */
    boolean required() default false;

    /** The smallest number allowed. */
    long min() default 0;

    /** The largest number allowed; {@link PropertyDescription#UINT32_MAX} is QEMU's uint32. */
    long max() default PropertyDescription.UINT32_MAX;

    /** The unit of a number, {@code ms} or {@code bytes}. */
    String unit() default "";

    /** Whether the values of a list are words, of which one text may hold several, separated by commas. The ids of a {@link #link} always are. */
    boolean words() default false;

    /** Whether qom-set may change it at run time. */
    boolean settable() default false;

    /** Whether its value is kept out of logs, qom-get and MBeans. */
    boolean secret() default false;

    /** The interface of what the value names: {@code Chardev}, {@code IoThread}, {@code Notifier}, {@code OptScript}. {@code void}: nothing. */
    Class<?> link() default void.class;

    /**
     * The type of the part that stands behind this link. With {@code Notifier} it adapts a chardev of that id (the part's property {@code chardev});
     * otherwise the value is a file and the part belongs to this one object (its properties {@code file}, {@code owner} and {@code role}).
     */
    String part() default "";

    /** Whether that part is made even if the property is not set (then without a {@code file}), as long as its type is there. */
    boolean partAlways() default false;
}
