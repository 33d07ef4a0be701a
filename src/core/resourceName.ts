import { printable } from './format.ts';

/**
 * What a resource is called: its class and its number in the trace, such as `Lock 3`; without a number where the trace does
 * not know it. Where it was first used, its place says.
 */
export function resourceName({
  class: name,
  id,
}: {
  readonly class: string;
  readonly id: number | null;
}): string {
  const title = printable(name.slice(name.lastIndexOf('.') + 1), 40) || 'Resource';
  return id === null ? title : `${title} ${id}`;
}
