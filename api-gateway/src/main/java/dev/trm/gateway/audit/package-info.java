/**
 * The audit for whoever wants to verify it: the key, the anchors, a verification of everything, and
 * exports of what happened.
 */
@NullMarked
package dev.trm.gateway.audit;

import org.jspecify.annotations.NullMarked;
