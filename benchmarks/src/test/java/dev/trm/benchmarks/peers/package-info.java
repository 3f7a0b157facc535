/** Tests of the other queues' processes. */
@NullMarked
package dev.trm.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
