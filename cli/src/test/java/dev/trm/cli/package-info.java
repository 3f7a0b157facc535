@NullMarked
package dev.trm.cli;

import org.jspecify.annotations.NullMarked;
