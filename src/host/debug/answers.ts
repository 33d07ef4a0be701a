import { fields } from './tracker.ts';

/** Why there is no answer: no probe is in the process, it did not answer in time, or it could not (`message` is its own). */
export class AskFailure extends Error {
  override readonly name: 'NoProbe' | 'NoAnswer' | 'Fault';

  constructor(name: 'NoProbe' | 'NoAnswer' | 'Fault', message: string) {
    super(message);
    this.name = name;
  }
}

/** So many parts an answer may have, of so many characters. */
const MOST_PARTS = 128;
const MOST_CHARACTERS_A_PART = 1 << 20;
const MOST_FAULT = 1000;

interface Awaited {
  readonly parts: string[];
  readonly resolve: (text: string) => void;
  readonly reject: (failure: AskFailure) => void;
}

/** Questions that are asked by number, and the events that answer them. */
export class Answers {
  private readonly awaited = new Map<number, Awaited>();
  private last = 0;

  /** A number for a question. */
  number(): number {
    return ++this.last;
  }

  /** The answer to the question of that number; rejects with an {@link AskFailure}. */
  expect(number: number): Promise<string> {
    return new Promise((resolve, reject) => this.awaited.set(number, { parts: [], resolve, reject }));
  }

  /** Whether the question of that number is neither answered nor given up. */
  isAwaited(number: number): boolean {
    return this.awaited.has(number);
  }

  /** Takes the body of an event of the probe's. Returns whether it is an answer; one that nobody awaits is dropped. */
  take(body: unknown): boolean {
    const { answer, part, parts, text, fault } = fields(body);
    if (typeof answer !== 'number') return false;
    const awaited = this.awaited.get(answer);
    if (awaited === undefined) return true;
    if (typeof fault === 'string') this.fail(answer, 'Fault', fault.slice(0, MOST_FAULT));
    else if (!isPart(text) || part !== awaited.parts.length || !isCount(parts))
      this.fail(answer, 'Fault', 'The probe’s answer cannot be read.');
    else {
      awaited.parts.push(text);
      if (awaited.parts.length >= parts) {
        this.awaited.delete(answer);
        awaited.resolve(awaited.parts.join(''));
      }
    }
    return true;
  }

  /** Gives up a question, if it is not answered yet. */
  fail(number: number, name: AskFailure['name'], message: string): void {
    const awaited = this.awaited.get(number);
    this.awaited.delete(number);
    awaited?.reject(new AskFailure(name, message));
  }

  failAll(message: string): void {
    for (const number of [...this.awaited.keys()]) this.fail(number, 'NoAnswer', message);
  }
}

function isPart(text: unknown): text is string {
  return typeof text === 'string' && text.length <= MOST_CHARACTERS_A_PART;
}

function isCount(parts: unknown): parts is number {
  return typeof parts === 'number' && parts >= 1 && parts <= MOST_PARTS;
}
