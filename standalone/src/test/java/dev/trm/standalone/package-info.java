@NullMarked
package dev.trm.standalone;

import org.jspecify.annotations.NullMarked;
