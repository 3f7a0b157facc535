/**
 * Telling other systems of jobs' ends, by the Standard Webhooks convention. The database makes the
 * messages with the ends themselves; {@link dev.trm.gateway.webhooks.WebhookDispatcher} delivers
 * them at least once, and never to an address that {@link dev.trm.gateway.webhooks.AddressRules}
 * refuse.
 */
@NullMarked
package dev.trm.gateway.webhooks;

import org.jspecify.annotations.NullMarked;
