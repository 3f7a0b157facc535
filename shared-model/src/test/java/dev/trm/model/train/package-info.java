@NullMarked
package dev.trm.model.train;

import org.jspecify.annotations.NullMarked;
