import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../support/paths.ts';

/** The style sheets of a page, one after the other as it has them. */
export function styleSheets(page: 'timeline' | 'waits'): string {
  const read = (name: string): string => readFileSync(join(repository, 'media', `${name}.css`), 'utf8');
  return read('page') + read(page);
}
