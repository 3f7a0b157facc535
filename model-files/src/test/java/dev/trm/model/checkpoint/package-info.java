@NullMarked
package dev.trm.model.checkpoint;

import org.jspecify.annotations.NullMarked;
