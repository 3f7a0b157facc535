/** What one key may take of what all share; start at {@link dev.trm.gateway.quotas.KeyQuotas}. */
@NullMarked
package dev.trm.gateway.quotas;

import org.jspecify.annotations.NullMarked;
