/**
 * Data sets that somebody sends: read as they come in, counted, hashed and split; trainings name
 * them. Start with {@link dev.trm.gateway.datasets.DatasetsResource}.
 */
@NullMarked
package dev.trm.gateway.datasets;

import org.jspecify.annotations.NullMarked;
