@NullMarked
package dev.trm.model.parity;

import org.jspecify.annotations.NullMarked;
