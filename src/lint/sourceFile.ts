import type { Names } from './names.ts';
import type { Node } from './parser.ts';

/** One parsed file: what a rule looks at. */
export interface SourceFile {
  /** As it was given to the project; `/` or `\` between folders. */
  readonly path: string;
  readonly text: string;
  readonly root: Node;
  readonly names: Names;
}
