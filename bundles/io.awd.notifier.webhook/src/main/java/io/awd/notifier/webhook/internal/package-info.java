/** Tells of incidents by HTTPS. */
package io.awd.notifier.webhook.internal;
