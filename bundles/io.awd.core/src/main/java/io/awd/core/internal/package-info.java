/** The object container, iothreads and the common commands. */
package io.awd.core.internal;
