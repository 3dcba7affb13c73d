package io.awd.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.chardev.Chardev;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;

class MonitorTypeTest {
    @Test
    void isDescribed() {
        TypeDescription description = new MonitorType(context()).description();
        assertThat(description.name()).isEqualTo("monitor");
        PropertyDescription chardev = description.property("chardev").orElseThrow();
        assertThat(chardev.required()).isTrue();
        assertThat(chardev.link()).contains(Chardev.class);
        PropertyDescription mode = description.property("mode").orElseThrow();
        assertThat(mode.values()).containsExactly("readline");
        assertThat(mode.defaultValue()).contains("readline");
        assertThat(description.attributes()).extracting(PropertyDescription::name)
                .containsExactly("connected", "commands", "errors", "refused_lines");
    }

    private static BundleContext context() {
        Bundle bundle = (Bundle) Proxy.newProxyInstance(MonitorTypeTest.class.getClassLoader(), new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> new Version("0.1.0"));
        return (BundleContext) Proxy.newProxyInstance(MonitorTypeTest.class.getClassLoader(), new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> method.getName().equals("createFilter") ? FrameworkUtil.createFilter((String) arguments[0]) : bundle);
    }
}
