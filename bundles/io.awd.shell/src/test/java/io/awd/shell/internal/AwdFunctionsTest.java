package io.awd.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.command.Command;
import io.awd.api.object.AwdException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.felix.service.command.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

class AwdFunctionsTest {
    private final Gogo gogo = new Gogo();
    private final Set<String> registered = new TreeSet<>();
    private final AwdFunctions functions = new AwdFunctions(context());

    @AfterEach
    void end() {
        gogo.close();
    }

    @Test
    void runsACommandInBothSpellings() {
        add("object-add", 0);
        assertThat(gogo.run("object-add advanced-watchdog,id=x,awd_node=h1")).isEqualTo("object-add[advanced-watchdog,id=x,awd_node=h1]\n");
        assertThat(gogo.run("object_add 'a b' 5 *")).isEqualTo("object-add[a b, 5, *]\n");
        assertThat(gogo.run("awd:object_add")).isEqualTo("object-add[]\n");
    }

    @Test
    void dispatchesTopics() {
        add("info watchdogs", 0);
        add("info io-threads", 0);
        assertThat(gogo.run("info watchdogs a")).isEqualTo("info watchdogs[a]\n");
        assertThat(gogo.run("info io_threads")).isEqualTo("info io-threads[]\n");
        assertThat(gogo.run("info foo")).isEqualTo("unknown command: 'info foo' (there is: io-threads, watchdogs)\n");
        assertThat(gogo.run("info")).isEqualTo("info io-threads [ARG]  Does io-threads.\ninfo watchdogs [ARG]   Does watchdogs.\n");
        assertThat(registered).containsExactly("help", "info");
    }

    @Test
    void showsAnErrorAndAnEmptyAnswer() {
        functions.addCommand(new Named("fail-now") {
            @Override
            public String run(List<String> arguments) throws AwdException {
                throw new AwdException("Device 'nope' not found");
            }
        }, new Reference(0));
        functions.addCommand(new Named("be-silent") {
            @Override
            public String run(List<String> arguments) {
                return "";
            }
        }, new Reference(0));
        assertThat(gogo.run("fail-now")).isEqualTo("Error: Device 'nope' not found\n");
        assertThat(gogo.run("be-silent")).isEmpty();
    }

    @Test
    void functionsLeaveWithTheirLastCommand() {
        Reference first = add("info a", 0);
        Reference second = add("info b", 0);
        functions.removeCommand(first);
        assertThat(gogo.run("info b")).isEqualTo("info b[]\n");
        functions.removeCommand(second);
        assertThat(registered).containsExactly("help");
        assertThat(gogo.run("info b")).isEqualTo("unknown command: 'info'\n");
        functions.deactivate();
        functions.addCommand(new Named("late"), new Reference(0));
        assertThat(registered).isEmpty();
    }

    @Test
    void theHigherRankingWins() {
        add("x", 0);
        functions.addCommand(new Named("x") {
            @Override
            public String run(List<String> arguments) {
                return "higher";
            }
        }, new Reference(1));
        assertThat(gogo.run("x")).isEqualTo("higher\n");
    }

    @Test
    void helpShowsAwdAndPassesOnTheRest() {
        add("object-add", 0);
        assertThat(gogo.run("help")).isEqualTo("object-add [ARG]  Does object-add.\n");
        assertThat(gogo.run("help object_add")).isEqualTo("object-add [ARG]  Does object-add.\n");
        assertThat(gogo.run("help lb")).isEqualTo("unknown command: 'lb'\n");
        gogo.processor.addCommand("felix", (Function) (session, arguments) -> "felix knows " + arguments, "help");
        gogo.processor.addCommand("felix", (Function) (session, arguments) -> "", "lb");
        assertThat(gogo.run("help")).isEqualTo("object-add [ARG]  Does object-add.\n\nfelix:help lists the framework's commands\n");
        assertThat(gogo.run("help lb")).isEqualTo("felix knows [lb]\n");
        assertThat(gogo.run("help felix:lb")).isEqualTo("felix knows [felix:lb]\n");
        assertThat(gogo.run("help nosuch")).isEqualTo("unknown command: 'nosuch'\n");
    }

    private Reference add(String name, int ranking) {
        Reference reference = new Reference(ranking);
        functions.addCommand(new Named(name), reference);
        return reference;
    }

    private static class Named implements Command {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String arguments() {
            return "[ARG]";
        }

        @Override
        public String text() {
            return "Does " + name.substring(name.indexOf(' ') + 1) + ".";
        }

        @Override
        public String run(List<String> arguments) throws AwdException {
            return name + arguments;
        }
    }

    /** Registers with the real processor, as Gogo's own listener does. */
    private BundleContext context() {
        return proxy(BundleContext.class, (proxy, method, arguments) -> {
            assertThat(method.getName()).isEqualTo("registerService");
            Dictionary<?, ?> properties = (Dictionary<?, ?>) arguments[2];
            return register((Function) arguments[1], (String) properties.get("osgi.command.scope"),
                    (String[]) properties.get("osgi.command.function"));
        });
    }

    private ServiceRegistration<?> register(Function function, String scope, String[] names) {
        for (String name : names) {
            gogo.processor.addCommand(scope, function, name);
        }
        registered.add(names[0]);
        return proxy(ServiceRegistration.class, (proxy, method, none) -> {
            assertThat(method.getName()).isEqualTo("unregister");
            gogo.processor.removeCommand(function);
            registered.remove(names[0]);
            return null;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(AwdFunctionsTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static final class Reference implements ServiceReference<Command> {
        private static int last;
        private final int ranking;
        private final int id = last++;

        Reference(int ranking) {
            this.ranking = ranking;
        }

        @Override
        public int compareTo(Object other) {
            Reference reference = (Reference) other;
            return ranking != reference.ranking ? Integer.compare(ranking, reference.ranking) : Integer.compare(reference.id, id);
        }

        @Override
        public Object getProperty(String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getPropertyKeys() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Bundle getBundle() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Bundle[] getUsingBundles() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isAssignableTo(Bundle bundle, String className) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Dictionary<String, Object> getProperties() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <A> A adapt(Class<A> type) {
            throw new UnsupportedOperationException();
        }
    }
}
