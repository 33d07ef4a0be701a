import type { Unit } from './units.ts';

/** The units that looked something up by its name, which must be told when that becomes another thing. */
export class Listeners {
  private readonly byName = new Map<string, Set<Unit>>();
  /** So many names are worth a look for those that nobody waits for any more: half-typed ones. */
  private many = 1000;

  add(name: string, unit: Unit): void {
    const known = this.byName.get(name);
    if (known !== undefined) return unit.join(known);
    if (this.byName.size >= this.many) this.sweep();
    const units = new Set<Unit>();
    this.byName.set(name, units);
    unit.join(units);
  }

  names(): string[] {
    return [...this.byName.keys()];
  }

  of(name: string): Unit[] {
    return [...(this.byName.get(name) ?? [])];
  }

  all(): Unit[] {
    return [...new Set([...this.byName.values()].flatMap((units) => [...units]))];
  }

  private sweep(): void {
    for (const [name, units] of this.byName) if (units.size === 0) this.byName.delete(name);
    this.many = Math.max(1000, 2 * this.byName.size);
  }
}
