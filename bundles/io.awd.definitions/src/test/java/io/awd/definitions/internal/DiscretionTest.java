package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.Attribute;
import io.awd.api.object.Kind;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscretionTest {
    record Properties(@Property(text = "Not for others.", secret = true) String passPhrase, @Property(text = "For all.") String host) {
    }

    record Status(@Attribute(text = "Nothing.") Optional<String> nothing) {
    }

    private final Discretion discretion = new Discretion(List.of(TypeDescription.of(Kind.OBJECT, "door", "a door", Properties.class, Status.class)));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "door,id=d,pass_phrase=x,,y,host=h | door,id=d,pass_phrase=...",
        "door,id=d,pass-phrase=x | door,id=d,pass-phrase=...",
        "secret,data=x,id=s | secret,data=...",
        "{\"qom-type\":\"secret\", \"data\" : \"x\"} | {\"qom-type\":\"secret\", \"data\" :..."})
    void whatFollowsASecretIsNotShown(String argument, String shown) {
        assertThat(discretion.shown(argument)).isEqualTo(shown);
    }

    @Test
    void anythingElseIs() {
        assertThat(discretion.shown("door,id=data,host=h,metadata=5,path=/a=b")).isEqualTo("door,id=data,host=h,metadata=5,path=/a=b");
    }
}
