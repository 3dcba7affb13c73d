package io.awd.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShellTypeTest {
    private final Gogo gogo = new Gogo();
    private final ShellType type = new ShellType(context(), gogo.processor);

    @AfterEach
    void end() {
        gogo.close();
    }

    @Test
    void isDescribed() {
        TypeDescription description = type.description();
        assertThat(description.name()).isEqualTo("shell");
        assertThat(description.properties()).extracting(PropertyDescription::name).containsExactly("path", "terminal");
        assertThat(description.attributes()).extracting(PropertyDescription::name)
                .containsExactly("filename", "sessions", "total_sessions", "commands");
    }

    @Test
    void listensOnAPath(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("s");
        try (Instance<ShellProperties> shell = type.create(creation(new ShellProperties(Optional.of(path), false)))) {
            assertThat(Client.once(path, "say x")).startsWith("x\n");
            Gogo.await("session ended", () -> ((ShellStatus) shell.status()).sessions() == 0);
            assertThat(shell.status()).isEqualTo(new ShellStatus("unix:" + path + ",server=on", 0, 1, 1));
            try (Client client = new Client(path)) {
                assertThat(client.until("awd> ")).startsWith("AWD 1.2.3 shell");
            }
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void needsExactlyOneOfPathAndTerminal() {
        assertThatThrownBy(() -> type.create(creation(new ShellProperties(Optional.empty(), false))))
                .hasMessage("shell needs 'path' or 'terminal=on' property set");
        assertThatThrownBy(() -> type.create(creation(new ShellProperties(Optional.of(Path.of("x")), true))))
                .hasMessage("'path' option is incompatible with 'terminal=on'");
    }

    @SuppressWarnings("unchecked")
    private static Creation<ShellProperties> creation(ShellProperties properties) {
        return (Creation<ShellProperties>) Proxy.newProxyInstance(ShellTypeTest.class.getClassLoader(), new Class<?>[] {Creation.class},
                (proxy, method, arguments) -> method.getName().equals("id") ? "shell0" : properties);
    }

    private static BundleContext context() {
        Bundle bundle = (Bundle) Proxy.newProxyInstance(ShellTypeTest.class.getClassLoader(), new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> new Version("1.2.3.x"));
        return (BundleContext) Proxy.newProxyInstance(ShellTypeTest.class.getClassLoader(), new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> method.getName().equals("getBundle") ? bundle : null);
    }
}
