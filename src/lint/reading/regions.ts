import type { Node } from '../parser.ts';
import type { ScopeKind } from './scope.ts';
import { field, isComprehension } from './syntax.ts';

/** The part of a text in which names are looked up in a scope of its own; found without climbing the tree. */
export interface Region {
  readonly kind: ScopeKind;
  /** The function, class, lambda or comprehension. */
  readonly node: Node;
  readonly parent: Region | null;
  readonly start: number;
  readonly end: number;
  /** A comprehension's first iterable is evaluated outside. */
  readonly hole: { readonly startIndex: number; readonly endIndex: number } | null;
}

const OPENING = [
  'function_definition',
  'lambda',
  'class_definition',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
];

/** The regions of a statement, the outer ones first. */
export function regionsOf(statement: Node): Region[] {
  const regions: Region[] = [];
  for (const node of statement.descendantsOfType(OPENING)) {
    const type = node.type;
    const isOwnScope = isComprehension(type);
    const inside = isOwnScope ? node : field(node, 'body');
    if (inside === null) continue;
    const { startIndex: start, endIndex: end } = inside;
    const kind =
      type === 'function_definition'
        ? 'function'
        : type === 'lambda'
          ? 'lambda'
          : type === 'class_definition'
            ? 'class'
            : 'comprehension';
    const first = isOwnScope ? node.namedChildren.find((child) => child.type === 'for_in_clause') : null;
    const hole = first ? field(first, 'right') : null;
    regions.push({
      kind,
      node,
      parent: innermost(regions, node.startIndex, node.endIndex),
      start,
      end,
      hole,
    });
  }
  return regions;
}

/** The innermost of some regions that holds a piece of text. */
export function innermost(regions: readonly Region[], start: number, end: number): Region | null {
  for (let at = regions.length - 1; at >= 0; at--) {
    const region = regions[at]!;
    if (region.start > start || region.end < end) continue;
    const { hole } = region;
    if (hole !== null && hole.startIndex <= start && end <= hole.endIndex) continue;
    return region;
  }
  return null;
}
