/**
 * Secrets that callers are given to sign with, as the database has them: sealed with a key that it
 * has not. Start at {@link dev.trm.gateway.secrets.SecretSeal}.
 */
@NullMarked
package dev.trm.gateway.secrets;

import org.jspecify.annotations.NullMarked;
