/**
 * The JMX door: {@code io.awd:type=container} and one MBean for every live instance. What an MBean shows is derived from the type's
 * description; the type bundles know nothing of JMX.
 * Only classes of the JDK go over the wire, values and errors alike, so that any client can read them.
 */
package io.awd.jmx.internal;
