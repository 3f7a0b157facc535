@NullMarked
package dev.trm.model.torch;

import org.jspecify.annotations.NullMarked;
