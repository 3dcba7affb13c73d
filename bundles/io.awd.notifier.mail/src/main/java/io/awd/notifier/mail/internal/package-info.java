/** Tells of incidents by mail. */
package io.awd.notifier.mail.internal;
