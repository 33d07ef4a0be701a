import type { Node } from '../parser.ts';
import { importedNames } from './imports.ts';
import { bindingSites, type Site } from './bindingSites.ts';
import { step, UNKNOWN, unify } from './symbols.ts';
import { keyOf } from './syntax.ts';

/** Gives the symbol of an expression that is evaluated in a scope. */
export type Reader = (expression: Node, scope: Scope) => string;

/** What scopes of one tree share. */
export interface Reading {
  /** The line of the chunk's beginning. */
  readonly row: number;
  readonly symbolOf: Reader;
  readonly symbolOfType: Reader;
}

export type ScopeKind = 'module' | 'function' | 'class' | 'lambda' | 'comprehension';

/** One of Python's scopes: what names mean in it, and where. Names of the module's own scope stay symbolic. */
export class Scope {
  readonly kind: ScopeKind;
  readonly node: Node;
  readonly parent: Scope | null;
  private readonly reading: Reading;
  private sites: ReadonlyMap<string, readonly Site[]> | undefined;
  private globalNames: ReadonlySet<string> = new Set();
  private readonly symbols = new Map<Site, string | null>();

  constructor(kind: ScopeKind, node: Node, parent: Scope | null, reading: Reading) {
    this.kind = kind;
    this.node = node;
    this.parent = parent;
    this.reading = reading;
  }

  /** All that binds names here, and the names declared global. */
  bindings(): { sites: ReadonlyMap<string, readonly Site[]>; globalNames: ReadonlySet<string> } {
    if (this.sites === undefined) {
      const found = bindingSites(this.kind, this.node);
      this.sites = found.sites;
      this.globalNames = found.globalNames;
    }
    return { sites: this.sites, globalNames: this.globalNames };
  }

  /** The symbol of a name that is read here, at an index of the text. */
  lookUp(name: string, at: number): string {
    let position: number | null = at;
    for (const scope of this.outwards()) {
      if (scope.kind === 'module') break;
      if (scope.kind === 'class' && scope !== this) continue;
      const { sites, globalNames } = scope.bindings();
      if (globalNames.has(name)) break;
      const own = sites.get(name);
      if (own !== undefined) return scope.reachingSymbol(own, position);
      // A function's body runs at any time after its definition.
      if (scope.kind === 'function' || scope.kind === 'lambda') position = null;
    }
    return `~${name}`;
  }

  /** The innermost class around, whose methods' `self` and `super()` mean it. */
  enclosingClass(): Scope | null {
    return this.outwards().find((scope) => scope.kind === 'class') ?? null;
  }

  private outwards(): Scope[] {
    return [this, ...(this.parent?.outwards() ?? [])];
  }

  /** The symbol of what one site binds; null while that is being found out. */
  symbolAt(site: Site): string | null {
    const known = this.symbols.get(site);
    if (known !== undefined) return known;
    this.symbols.set(site, null);
    const symbol = this.evaluate(site);
    this.symbols.set(site, symbol);
    return symbol;
  }

  private reachingSymbol(sites: readonly Site[], at: number | null): string {
    const reaching = at === null ? sites : sitesReaching(sites, at);
    const declared = reaching.find((site) => site.kind === 'declared');
    if (declared !== undefined) return this.symbolAt(declared) ?? UNKNOWN;
    const imported = reaching.every((site) => site.kind === 'import' || site.kind === 'definition');
    if (imported) return (reaching[0] && this.symbolAt(reaching[0])) ?? UNKNOWN;
    return unify(reaching.map((site) => this.symbolAt(site)));
  }

  private evaluate(site: Site): string {
    const { node } = site;
    const { row, symbolOf, symbolOfType } = this.reading;
    if (node === null) return UNKNOWN;
    switch (site.kind) {
      case 'import':
        return importedNames(node).find((imported) => imported.name === site.name)?.symbol ?? UNKNOWN;
      case 'definition':
        return (node.type === 'class_definition' ? '&' : '^') + keyOf(node, row);
      case 'self':
        return this.parent === null ? UNKNOWN : step(`&${keyOf(this.parent.node, row)}`, '()');
      case 'cls':
        return this.parent === null ? UNKNOWN : `&${keyOf(this.parent.node, row)}`;
      case 'declared':
        // Annotations of parameters and of what they default to belong to the scope around.
        return symbolOfType(node, site.isParameter && this.parent !== null ? this.parent : this);
      case 'value': {
        const outer = site.isParameter && this.parent !== null ? this.parent : this;
        return site.steps.reduce(step, symbolOf(node, outer));
      }
    }
  }
}

/** The sites whose binding may be the one that is read at an index: the last one that certainly ran, and those after. */
function sitesReaching(sites: readonly Site[], at: number): readonly Site[] {
  if (sites.length === 1) return sites;
  const certain = sites.findLast(
    (site) => site.from <= at && site.block.startIndex <= at && at < site.block.endIndex,
  );
  if (certain === undefined) return sites;
  return sites.filter(
    (site) =>
      site === certain ||
      (site.from > certain.from && site.from <= at) ||
      (site.from > at && site.loops.some((loop) => holds(loop, at) && !holds(loop, certain.from - 1))),
  );
}

function holds(range: { readonly startIndex: number; readonly endIndex: number }, index: number): boolean {
  return range.startIndex <= index && index < range.endIndex;
}
