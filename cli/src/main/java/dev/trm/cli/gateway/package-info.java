/** The REST API from a caller's side. Start reading at {@link dev.trm.cli.gateway.Gateway}. */
@NullMarked
package dev.trm.cli.gateway;

import org.jspecify.annotations.NullMarked;
