import type { Trace } from '../trace.ts';
import { findDeadlocks } from './deadlocks.ts';
import { findLostWakeUps } from './lostWakeUps.ts';
import type { Snapshot } from './snapshot.ts';
import { WaitPart } from './waitPart.ts';
import type { WaitEdge, WaitFinding, WaitGraph, WaitNode } from './waits.ts';

/**
 * Who waits for whom in programs that stand still, and what is wrong with it. `trace`, where there is one, knows the names
 * of resources.
 */
export function waitGraph(trace: Trace | null, snapshots: readonly Snapshot[]): WaitGraph {
  const nodes: WaitNode[] = [];
  const edges: WaitEdge[] = [];
  const findings: WaitFinding[] = [];
  for (const snapshot of snapshots) {
    const part = new WaitPart(trace, snapshot);
    findings.push(...findDeadlocks(part), ...findLostWakeUps(part));
    // What is found makes tasks part of it.
    for (const node of part.nodes.values()) nodes.push(node);
    for (const edge of part.edges) edges.push(edge);
  }
  return { nodes, edges, findings };
}
