import type { Resource } from '../facts.ts';
import { fileName, printable } from '../format.ts';
import type { Trace } from '../trace.ts';
import type { Nanos } from '../units.ts';
import { RESOURCE_EVENTS } from '../wire.ts';
import type { Series, SeriesCells } from './series.ts';
import { StepColumn } from './stepColumn.ts';

const SIZE = RESOURCE_EVENTS.indexOf('size') + 1;

/** How many items a queue held. */
export class QueueSize implements Series {
  readonly key: string;
  readonly label: string;
  readonly unit = 'count';
  readonly kind = 'queue';
  private readonly trace: Trace;
  private readonly queue: Resource;
  private readonly sizes = new StepColumn();
  private seen = 0;

  constructor(trace: Trace, queue: Resource) {
    this.trace = trace;
    this.queue = queue;
    this.key = `queue ${queue.id}`;
    const place = trace.place(queue.place);
    const where = place ? `, ${printable(fileName(place.file), 40)}:${place.line}` : ` ${queue.id}`;
    this.label = `Queue${where}`;
  }

  fill(from: Nanos, cell: Nanos, into: SeriesCells): void {
    const { trace, queue } = this;
    this.read();
    const begin = Math.max(queue.at, trace.forgotten?.until ?? queue.at);
    this.sizes.fill(from, cell, into, begin, trace.now, Number.NaN);
  }

  private read(): void {
    const { resourceEvents } = this.trace;
    const { events } = this.queue;
    for (; this.seen < events.length; this.seen++) {
      const index = events[this.seen]!;
      if (resourceEvents.event[index] === SIZE)
        this.sizes.push(resourceEvents.at[index]!, resourceEvents.value[index]!);
    }
  }
}

/** Whether a resource is a queue of some kind. */
export function isQueue({ kind }: Resource): boolean {
  return kind === 'queue' || kind === 'priority queue' || kind === 'LIFO queue';
}
