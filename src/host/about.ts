import { fields } from './debug/tracker.ts';

/** What a probe says of itself and of its process; see src/probe/coroscope_probe/about.py. */
export interface About {
  readonly texts: Readonly<Record<AboutText, string>>;
  readonly numbers: Readonly<Record<AboutNumber, number>>;
  readonly lists: Readonly<Record<AboutList, readonly string[]>>;
}

const TEXTS = [
  'probe',
  'python',
  'implementation',
  'executable',
  'platform',
  'debugpy',
  'transport',
] as const;
const NUMBERS = ['supported', 'recording', 'pending', 'dropped', 'waiting', 'tasks', 'settrace'] as const;
const LISTS = ['flags', 'hooks', 'refused', 'problems', 'loops', 'monitoring'] as const;

type AboutText = (typeof TEXTS)[number];
type AboutNumber = (typeof NUMBERS)[number];
type AboutList = (typeof LISTS)[number];

const MOST_IN_LIST = 1000;

/** Reads the answer to the question `about`, whatever it is; null when that is none. What is missing is empty, or NaN. */
export function readAbout(text: string): About | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const told = fields(value);
  if (typeof told['probe'] !== 'string') return null;
  return {
    texts: record(TEXTS, (name) => (typeof told[name] === 'string' ? told[name] : '')),
    numbers: record(NUMBERS, (name) => (typeof told[name] === 'number' ? told[name] : Number.NaN)),
    lists: record(LISTS, (name) => list(told[name])),
  };
}

function list(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [];
  return all.slice(0, MOST_IN_LIST).filter((each) => typeof each === 'string');
}

function record<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>;
}
