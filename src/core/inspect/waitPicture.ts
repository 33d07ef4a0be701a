import { formatCount, printable } from '../format.ts';
import { lineText } from './evidencePlace.ts';
import { titleOfFinding } from './findingTitle.ts';
import type { FramePlace } from './snapshot.ts';
import { describeState } from './stackText.ts';
import type { TaskPicture, TaskRow } from './taskRows.ts';
import { cutPicture } from './waitCut.ts';
import { groupAlike } from './waitGroups.ts';
import type { Evidence, WaitEdge, WaitFinding, WaitGraph, WaitKey, WaitNode } from './waits.ts';

/** A picture of who waits for whom: few enough boxes to be looked at. */
export interface WaitPicture {
  readonly boxes: readonly WaitBox[];
  readonly arrows: readonly WaitArrow[];
  readonly findings: readonly FoundWait[];
  /** How many there are of either kind, listed or not. */
  readonly deadlocks: number;
  readonly lostWakeUps: number;
  /** Findings that are not listed. */
  readonly moreFindings: number;
  /** Tasks, and locks and the like, that are in no box. */
  readonly leftOut: { readonly tasks: number; readonly resources: number };
}

/** What is wrong with those in a box: they are part of a deadlock, behind one, or wait for what nobody is left to do. */
export type WaitMark = 'deadlock' | 'stuck' | 'lost';

/** A task, or a lock or the like, or some that are alike. */
export interface WaitBox {
  /** Of the first one. */
  readonly key: WaitKey;
  /** `nothing`: what is waited for is nobody's to do. */
  readonly kind: 'task' | 'resource' | 'nothing';
  readonly title: string;
  /** What it is beside its title: coroutine and line of a task, how a resource stands. */
  readonly detail: string;
  /** What a task does, and for how long, in a sentence; empty for others. */
  readonly words: string;
  /** How many it stands for. */
  readonly count: number;
  readonly mark: WaitMark | null;
  /** Where a task stands; where a resource was used for the first time. */
  readonly place: FramePlace | null;
}

/** From one box to another, by their positions. */
export interface WaitArrow {
  readonly from: number;
  readonly to: number;
  readonly kind: WaitEdge['kind'];
  /** It is part of a deadlock, or of a lost wake-up. */
  readonly isWrong: boolean;
}

export interface FoundWait {
  readonly title: string;
  /** Else it is a suspicion. */
  readonly isSure: boolean;
  /** How many tasks are stuck behind it. */
  readonly stuck: number;
  readonly evidence: readonly Evidence[];
  /** The boxes of what it is about, by their positions. */
  readonly boxes: readonly number[];
}

const MOST_FINDINGS = 10;
const MOST_EVIDENCE = 12;

/** Draws the graph of a moment together; `tasks` knows since when its tasks wait. */
export function waitPicture(graph: WaitGraph, tasks: TaskPicture): WaitPicture {
  const { nodes, edges } = withNobody(graph);
  const positions = new Map(nodes.map(({ key }, at) => [key, at] as const));
  const known = edges.filter(({ from, to }) => positions.has(from) && positions.has(to));
  const arrows = {
    count: nodes.length,
    from: known.map(({ from }) => positions.get(from)!),
    to: known.map(({ to }) => positions.get(to)!),
  };
  const marks = marksOf(graph);
  const wrong = wrongArrows(graph);
  const groupOf = groupAlike(
    arrows,
    (at) => likenessOf(nodes[at]!, marks.get(nodes[at]!.key)),
    (arrow) => known[arrow]!.kind,
  );
  const members: WaitNode[][] = [];
  nodes.forEach((node, at) => (members[groupOf[at]!] ??= []).push(node));
  const boxes = members.map((all) => boxOf(all, marks.get(all[0]!.key) ?? null, tasks));
  const joined = new Map<string, WaitArrow>();
  known.forEach(({ from: start, to: end, kind }, arrow) => {
    const [from, to] = [groupOf[arrows.from[arrow]!]!, groupOf[arrows.to[arrow]!]!];
    const isWrong = wrong.has(`${start}\n${end}`);
    const id = `${from} ${to} ${kind}`;
    if (isWrong || !joined.has(id)) joined.set(id, { from, to, kind, isWrong });
  });
  const labels = new Map<WaitKey, string>(
    nodes.map(({ key, kind, label }) => [key, kind === 'task' ? label : '']),
  );
  const cut = cutPicture(boxes, [...joined.values()]);
  const drawn = new Map(cut.boxes.map((box, at) => [box, at] as const));
  const boxesOf = (finding: WaitFinding): readonly number[] => {
    const keys = finding.kind === 'deadlock' ? finding.cycle : [finding.task, nobody(finding.task)];
    const found = keys.flatMap((key) => drawn.get(boxes[groupOf[positions.get(key) ?? -1] ?? -1]!) ?? []);
    return [...new Set(found)];
  };
  const deadlocks = graph.findings.filter(({ kind }) => kind === 'deadlock').length;
  return {
    ...cut,
    deadlocks,
    lostWakeUps: graph.findings.length - deadlocks,
    findings: graph.findings.slice(0, MOST_FINDINGS).map((finding) => ({
      title: titleOfFinding(finding, (key) => labels.get(key) || null),
      isSure: finding.kind === 'deadlock' || finding.certain,
      stuck: finding.kind === 'deadlock' ? finding.stuck.length : 0,
      evidence: finding.evidence.slice(0, MOST_EVIDENCE).map(({ text, place }) => ({
        text: printable(text, 300),
        place,
      })),
      boxes: boxesOf(finding),
    })),
    moreFindings: Math.max(0, graph.findings.length - MOST_FINDINGS),
  };
}

/** A future that nobody else knows has no node of its own: it is drawn as what it is, nobody's to end. */
function withNobody({ nodes, edges, findings }: WaitGraph): Pick<WaitGraph, 'nodes' | 'edges'> {
  const waiting = new Set(edges.map(({ from }) => from));
  const alone = findings.flatMap((finding) =>
    finding.kind === 'lostWakeUp' && !waiting.has(finding.task) ? finding.task : [],
  );
  return {
    nodes: [
      ...nodes,
      ...alone.map((task): WaitNode => ({
        kind: 'resource',
        key: nobody(task),
        label: 'a future',
        state: NOBODY,
        place: null,
      })),
    ],
    edges: [
      ...edges,
      ...alone.map((task): WaitEdge => ({
        from: task,
        to: nobody(task),
        kind: 'waits for',
        needs: 'all',
        evidence: [],
      })),
    ],
  };
}

const NOBODY = 'nobody is left to end it';

function nobody(task: WaitKey): WaitKey {
  return `${task} nobody`;
}

function marksOf({ findings }: WaitGraph): ReadonlyMap<WaitKey, WaitMark> {
  const marks = new Map<WaitKey, WaitMark>();
  for (const finding of findings)
    if (finding.kind === 'deadlock') for (const key of finding.stuck) marks.set(key, 'stuck');
    else marks.set(finding.task, 'lost').set(nobody(finding.task), 'lost');
  for (const finding of findings)
    if (finding.kind === 'deadlock') for (const key of finding.cycle) marks.set(key, 'deadlock');
  return marks;
}

function wrongArrows({ findings, edges }: WaitGraph): ReadonlySet<string> {
  const wrong = new Set<string>();
  const lost = new Set<WaitKey>();
  for (const finding of findings)
    if (finding.kind === 'lostWakeUp') {
      lost.add(finding.task);
      wrong.add(`${finding.task}\n${nobody(finding.task)}`);
    } else
      finding.cycle.forEach((key, at) => {
        wrong.add(`${key}\n${finding.cycle[(at + 1) % finding.cycle.length]!}`);
      });
  for (const { from, to } of edges) if (lost.has(from)) wrong.add(`${from}\n${to}`);
  return wrong;
}

/** Whoever is part of a deadlock is shown by itself. */
function likenessOf(node: WaitNode, mark: WaitMark | undefined): string | null {
  if (mark === 'deadlock') return null;
  const more =
    node.kind === 'task' ? [node.coroutine, lineText(node.place)] : [classOf(node.label), node.state];
  return [node.kind, mark ?? '', ...more].join('\n');
}

function boxOf(all: readonly WaitNode[], mark: WaitMark | null, tasks: TaskPicture): WaitBox {
  const first = all[0]!;
  const count = all.length;
  const many = count > 1 ? `${formatCount(count)} × ` : '';
  if (first.kind === 'resource') {
    const title = count > 1 ? `${many}${classOf(first.label)}` : first.label;
    const kind = first.state === NOBODY ? 'nothing' : 'resource';
    // Many were first used in many places.
    const place = count > 1 ? null : first.place;
    const where = lineText(place);
    const detail = [first.state, where].filter((part) => part !== '').join(' · ');
    const words = where === '' ? '' : `first used at ${where}`;
    return { key: first.key, kind, title, detail, words, count, mark, place };
  }
  const coroutine = printable(first.coroutine, 60);
  const title = count > 1 ? `${many}${coroutine}` : first.title;
  const detail = [...(title.includes(coroutine) ? [] : [coroutine]), lineText(first.place)].filter(
    (part) => part !== '',
  );
  const rows = all.flatMap(({ key }) => tasks.rows.get(key) ?? []);
  const { key, place } = first;
  return {
    key,
    kind: 'task',
    title,
    detail: detail.join(' · '),
    words: wordsOf(rows),
    count,
    mark,
    place,
  };
}

/** What the one does that has been doing it longest. */
function wordsOf(rows: readonly TaskRow[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const oldest = rows.reduce((best, row) => ((row.age ?? -1) > (best.age ?? -1) ? row : best), first);
  return describeState(rows.length > 1 ? { ...oldest, resource: null } : oldest);
}

/** `Lock` of `Lock 3`. */
function classOf(label: string): string {
  return label.replace(/ \d+$/, '');
}
