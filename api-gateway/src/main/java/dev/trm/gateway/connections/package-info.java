/**
 * What a client may do with connections: how many an address may have, how long one may stay
 * without a request, and how long it may leave an answer unread. Start at {@link
 * dev.trm.gateway.connections.ConnectionGuard}.
 */
@NullMarked
package dev.trm.gateway.connections;

import org.jspecify.annotations.NullMarked;
