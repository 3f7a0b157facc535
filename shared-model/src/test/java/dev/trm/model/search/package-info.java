@NullMarked
package dev.trm.model.search;

import org.jspecify.annotations.NullMarked;
