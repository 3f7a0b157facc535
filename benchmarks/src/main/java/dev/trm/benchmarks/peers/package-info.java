/**
 * Other job queues in separate processes: {@link dev.trm.benchmarks.peers.PeerMain} is an enqueuer
 * or a worker that takes line commands; {@link dev.trm.benchmarks.measure.OrderedProcess} is the
 * benchmark's handle of such a process.
 */
@NullMarked
package dev.trm.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
