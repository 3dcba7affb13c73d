package io.awd.api.object;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes something that an instance reports but nobody sets. It stands on the components of its status record; names as for {@link Property}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Attribute {
    /** One sentence for the operator. */
    String text();

    /** The unit of a number, {@code ms} or {@code bytes}. */
    String unit() default "";
}
