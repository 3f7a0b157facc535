/**
 * Job queues of others, as processes of their own: {@link dev.trm.benchmarks.peers.PeerMain} is one
 * that enqueues or one that works, told what to do line by line; {@link
 * dev.trm.benchmarks.measure.OrderedProcess} is such a process as this one sees it.
 */
@NullMarked
package dev.trm.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
