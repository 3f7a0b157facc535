/**
 * Who may call what: keys, the gate before every route, roles. Start at {@link
 * dev.trm.gateway.access.KeyGate}.
 */
@NullMarked
package dev.trm.gateway.access;

import org.jspecify.annotations.NullMarked;
