/** Models, their versions and aliases, and the files of checkpoints. */
@NullMarked
package dev.trm.gateway.models;

import org.jspecify.annotations.NullMarked;
