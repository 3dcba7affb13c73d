package io.awd.itests;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A JMX client that attaches to a process as jconsole does. It knows no class of AWD. */
final class JmxClient implements AutoCloseable {
    private final JMXConnector connector;
    private final MBeanServerConnection server;

    private JmxClient(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.server = connector.getMBeanServerConnection();
    }

    static JmxClient attach(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
            try {
                return new JmxClient(JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    MBeanServerConnection server() {
        return server;
    }

    /** {@code io.awd:} and this. */
    static ObjectName name(String keys) {
        try {
            return new ObjectName("io.awd:" + keys);
        } catch (JMException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** All of AWD's MBeans, without their domain. */
    Set<String> beans() throws IOException {
        return server.queryNames(name("*"), null).stream().map(ObjectName::getKeyPropertyListString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Object get(String bean, String attribute) throws IOException, JMException {
        return server.getAttribute(name(bean), attribute);
    }

    /** Calls an operation of the container. */
    Object call(String operation, String argument) throws IOException, JMException {
        return server.invoke(name("type=container"), operation, new Object[] {argument}, new String[] {String.class.getName()});
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
