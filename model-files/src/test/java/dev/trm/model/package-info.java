@NullMarked
package dev.trm.model;

import org.jspecify.annotations.NullMarked;
