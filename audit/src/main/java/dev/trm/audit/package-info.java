/**
 * What the audit writes down, to the byte, and how it is verified: chains of events ({@link
 * dev.trm.audit.ChainLink}), Merkle trees over the jobs that ended ({@link
 * dev.trm.audit.MerkleTree}), signed anchors ({@link dev.trm.audit.Anchor}) and proofs that a job
 * is in one ({@link dev.trm.audit.InclusionProof}). Needs neither database nor service, so that
 * exports can be verified anywhere.
 */
@NullMarked
package dev.trm.audit;

import org.jspecify.annotations.NullMarked;
