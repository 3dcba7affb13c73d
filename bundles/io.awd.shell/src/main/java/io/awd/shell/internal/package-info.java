/** AWD's commands in the Gogo shell, and where that shell is held. */
package io.awd.shell.internal;
