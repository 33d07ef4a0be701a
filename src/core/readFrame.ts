import type { Frame } from './frames.ts';
import { FrameReader } from './frameReader.ts';
import { FRAME, TABLES, type TableName } from './wire.ts';

const TABLE_OF_KIND: ReadonlyMap<number, TableName> = new Map(
  Object.entries(TABLES).map(([name, { kind }]) => [kind, name as TableName]),
);

/** The frame, null for a kind that this version does not know, or what is wrong with it. */
export function readFrame(kind: number, payload: Uint8Array): Frame | string | null {
  const reader = new FrameReader(payload);
  const frame = readPayload(kind, reader);
  return reader.fault === null ? frame : `frame of kind ${kind}: ${reader.fault}`;
}

function readPayload(kind: number, r: FrameReader): Frame | null {
  let n: number;
  switch (kind) {
    case FRAME.header:
      return { kind: 'header', json: r.json() };
    case FRAME.loop:
      return { kind: 'loop', json: r.json() };
    case FRAME.problem:
      return { kind: 'problem', json: r.json() };
    case FRAME.strings:
      return { kind: 'strings', texts: r.texts(r.count()) };
    case FRAME.places:
      n = r.count();
      return {
        kind: 'places',
        file: r.column(n),
        line: r.column(n),
        function: r.column(n),
        scope: r.column(n),
        endLine: r.column(n),
        endColumn: r.column(n),
        coroutine: r.column(n),
      };
    case FRAME.sites: {
      n = r.count();
      const kinds = r.column(n);
      const depth = r.column(n);
      return { kind: 'sites', await: kinds, depth, places: r.column(r.total(depth)) };
    }
    case FRAME.groups: {
      const size = r.column(r.count());
      return { kind: 'groups', size, tasks: r.column(r.total(size)) };
    }
    case FRAME.tasks:
      n = r.count();
      return {
        kind: 'tasks',
        base: r.u64(),
        id: r.column(n),
        parent: r.column(n),
        loop: r.column(n),
        created: r.column(n),
        coroutine: r.column(n),
        place: r.column(n),
        number: r.column(n),
        name: r.texts(n),
      };
    case FRAME.runs: {
      const loop = r.u32();
      n = r.count();
      return {
        kind: 'runs',
        loop,
        base: r.u64(),
        afterLoss: r.u8() === 1,
        subject: r.column(n),
        passed: r.column(n),
        wait: r.column(n),
        site: r.column(n),
        group: r.column(n),
      };
    }
    case FRAME.callbacks:
      n = r.count();
      return { kind: 'callbacks', name: r.column(n), place: r.column(n) };
    case FRAME.ends:
      n = r.count();
      return {
        kind: 'ends',
        base: r.u64(),
        task: r.column(n),
        at: r.column(n),
        outcome: r.column(n),
        error: r.column(n),
        name: r.texts(n),
      };
    case FRAME.beat: {
      const now = r.u64();
      n = r.count();
      return { kind: 'beat', now, loop: r.column(n), subject: r.column(n), since: r.column(n) };
    }
    case FRAME.loss:
      return { kind: 'loss', from: r.u64(), to: r.u64(), runs: r.u32(), facts: r.u32() };
    case FRAME.pause:
      return { kind: 'pause', at: r.u64(), stopped: r.u8() === 1 };
    case FRAME.finish:
      return { kind: 'finish', at: r.u64() };
    case FRAME.stacks: {
      const depth = r.column(r.count());
      return { kind: 'stacks', depth, places: r.column(r.total(depth)) };
    }
    case FRAME.samples: {
      const loop = r.u32();
      n = r.count();
      return {
        kind: 'samples',
        loop,
        base: r.u64(),
        subject: r.column(n),
        at: r.column(n),
        since: r.column(n),
        weight: r.column(n),
        stack: r.column(n),
      };
    }
    case FRAME.process:
      return { kind: 'process', index: r.u32() };
    case FRAME.forget:
      return { kind: 'forget', until: r.u64(), first: r.u64() };
    default:
      return readFacts(kind, r);
  }
}

function readFacts(kind: number, r: FrameReader): Frame | null {
  const table = TABLE_OF_KIND.get(kind);
  if (table === undefined) return null;
  const length = r.count();
  const base = r.u64();
  const columns = Object.fromEntries(TABLES[table].columns.map((name) => [name, r.column(length)]));
  // The names of the columns are those of the table, which no type can follow through `fromEntries`.
  return { kind: 'facts', table, length, base, columns } as unknown as Frame;
}
