@NullMarked
package dev.trm.jobs.recipe;

import org.jspecify.annotations.NullMarked;
