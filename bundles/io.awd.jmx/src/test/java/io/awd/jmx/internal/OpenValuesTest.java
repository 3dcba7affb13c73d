package io.awd.jmx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.Attribute;
import io.awd.api.object.Kind;
import io.awd.api.object.Property;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.util.List;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import org.junit.jupiter.api.Test;

/** A list of records is an array of composite data. */
class OpenValuesTest {
    record Row(String incident, long ageMs, boolean good, List<String> steps) {
    }

    record Properties(@Property(text = "Nothing.", defaultValue = "off") boolean nothing) {
    }

    record Status(@Attribute(text = "What happened.") List<Row> rows) {
    }

    private final PropertyDescription rows = TypeDescription.of(Kind.OBJECT, "t", "t", Properties.class, Status.class).attributes().get(0);
    private final OpenType<?> type = OpenValues.type(rows);

    @Test
    void itsTypeNamesEachComponentAsAttributesAreNamed() {
        CompositeType row = (CompositeType) ((ArrayType<?>) type).getElementOpenType();
        assertThat(row.keySet()).containsExactlyInAnyOrder("incident", "age_ms", "good", "steps");
        assertThat(row.getType("age_ms")).isEqualTo(SimpleType.LONG);
        assertThat(row.getType("good")).isEqualTo(SimpleType.BOOLEAN);
        assertThat(row.getType("steps")).isEqualTo(OpenValues.STRINGS);
    }

    @Test
    void itsRowsAreOfThatType() {
        Object value = OpenValues.convert(type, List.of(new Row("a", 5, true, List.of("1", "2")), new Row("b", -1, false, List.of()))).orElseThrow();
        assertThat(type.isValue(value)).isTrue();
        CompositeData[] all = (CompositeData[]) value;
        assertThat(all[0].getAll(new String[] {"incident", "age_ms", "good"})).containsExactly("a", 5L, true);
        assertThat((String[]) all[0].get("steps")).containsExactly("1", "2");
        assertThat(all[1].get("incident")).isEqualTo("b");
    }

    @Test
    void nothingIsAnEmptyArray() {
        assertThat((CompositeData[]) OpenValues.convert(type, List.of()).orElseThrow()).isEmpty();
    }

    @Test
    void aRowOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> OpenValues.convert(type, List.of("text"))).isInstanceOf(IllegalArgumentException.class);
    }
}
