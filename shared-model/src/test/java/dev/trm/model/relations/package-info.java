/** Tests of networks with relations, from their mathematics to their training. */
@NullMarked
package dev.trm.model.relations;

import org.jspecify.annotations.NullMarked;
