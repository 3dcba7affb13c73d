import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Looks into a process of this host through local attach, as jconsole does. {@code Probe PID} prints "attached", then answers each line of
 * standard input with one line: {@code allocated} the bytes that the iothreads have allocated; {@code query} the beans of all watchdogs, and the ms
 * that it took to find them and to read one and the state of all; {@code count CLASS} the instances of a class after a collection; {@code
 * beans} the number of our beans.
 */
public final class Probe {
    private static final String IOTHREAD = "awd-iothread-";
    private final MBeanServerConnection beans;

    private Probe(MBeanServerConnection beans) {
        this.beans = beans;
    }

    public static void main(String[] arguments) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(arguments[0]);
        JMXServiceURL url = new JMXServiceURL(machine.startLocalManagementAgent());
        machine.detach();
        try (JMXConnector connector = JMXConnectorFactory.connect(url);
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in))) {
            Probe probe = new Probe(connector.getMBeanServerConnection());
            System.out.println("attached");
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(probe.answer(line.split(" ")));
            }
        }
    }

    private String answer(String[] words) throws JMException, IOException {
        return switch (words[0]) {
            case "allocated" -> String.valueOf(allocated());
            case "query" -> query();
            case "count" -> String.valueOf(instances(words[1]));
            case "beans" -> String.valueOf(beans.queryNames(new ObjectName("io.awd:*"), null).size());
            default -> "?";
        };
    }

    private long allocated() throws JMException, IOException {
        ObjectName threads = new ObjectName("java.lang:type=Threading");
        long bytes = 0;
        for (long id : (long[]) beans.getAttribute(threads, "AllThreadIds")) {
            Object info = beans.invoke(threads, "getThreadInfo", new Object[] {id}, new String[] {"long"});
            if (info instanceof CompositeData data && String.valueOf(data.get("threadName")).startsWith(IOTHREAD)) {
                bytes += (Long) beans.invoke(threads, "getThreadAllocatedBytes", new Object[] {id}, new String[] {"long"});
            }
        }
        return bytes;
    }

    private String query() throws JMException, IOException {
        long begin = System.nanoTime();
        Set<ObjectName> names = beans.queryNames(new ObjectName("io.awd:type=advanced-watchdog,*"), null);
        long found = System.nanoTime();
        ObjectName any = names.iterator().next();
        beans.getMBeanInfo(any);
        beans.getAttributes(any, new String[] {"state", "age", "messages"});
        long one = System.nanoTime();
        for (ObjectName name : names) {
            beans.getAttribute(name, "state");
        }
        return names.size() + " " + millis(found - begin) + " " + millis(one - found) + " " + millis(System.nanoTime() - one);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private long instances(String type) throws JMException, IOException {
        String histogram = (String) beans.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
                new Object[] {new String[0]}, new String[] {String[].class.getName()});
        return histogram.lines().map(line -> line.strip().split("\\s+")).filter(words -> words.length > 3 && words[3].equals(type))
                .mapToLong(words -> Long.parseLong(words[1])).sum();
    }
}
