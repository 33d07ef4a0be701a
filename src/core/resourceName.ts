import type { Resource } from './facts.ts';
import { printable } from './format.ts';

/** What a resource is called: its class and its number in the trace, such as `Lock 3`. Where it was first used, its place says. */
export function resourceName({ class: name, id }: Resource): string {
  return `${printable(name.slice(name.lastIndexOf('.') + 1), 40) || 'Resource'} ${id}`;
}
