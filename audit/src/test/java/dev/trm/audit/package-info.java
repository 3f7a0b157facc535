/** The bytes that are hashed and signed. */
@NullMarked
package dev.trm.audit;

import org.jspecify.annotations.NullMarked;
