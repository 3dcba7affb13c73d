/** The secret object: passwords. */
package io.awd.secret.internal;
