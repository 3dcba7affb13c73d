/** The human monitor on a chardev. */
package io.awd.monitor.internal;
