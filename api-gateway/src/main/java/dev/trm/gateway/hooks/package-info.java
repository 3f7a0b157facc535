/**
 * Events of repositories' hosts, which start recipes. A call proves by a signature over its body
 * who it is from ({@link dev.trm.gateway.hooks.HookProof}), and only then is the body read, in the
 * words of its host.
 */
@NullMarked
package dev.trm.gateway.hooks;

import org.jspecify.annotations.NullMarked;
