/** The chardev backends socket, file, stdio and null. A socket chardev and its connection live on one event loop, that of its reader. */
package io.awd.chardev.internal;
