import { blockingCall, type BlockingCall, type Manner } from '../blockingCalls.ts';
import type { Range, Weight } from '../finding.ts';
import type { Given, Use } from '../reading/facts.ts';
import { look, type Resolver } from './resolver.ts';
import type { ClassAt, FunctionAt, Unit, Value } from './units.ts';

/** What a function does to the thread that calls it: the worst blocking call in it, or in what it calls. */
export interface Reach {
  readonly call: BlockingCall;
  /** From the function inwards; the last one is the blocking call. */
  readonly steps: readonly Step[];
}

export interface Step {
  readonly unit: Unit;
  /** Counted from the unit's first line. */
  readonly range: Range;
  readonly name: string;
}

/** A blocking call on the event loop's thread. */
export interface Found {
  readonly range: Range;
  readonly call: BlockingCall;
  readonly within: string;
  /** What is called here, where that is not the blocking call itself. */
  readonly through: string | null;
  readonly steps: readonly Step[];
}

/** Names that the settings add and take away; one that ends in `.*` stands for all below. */
export interface CallSettings {
  isBlocking(name: string): boolean;
  isIgnored(name: string): boolean;
}

type Effect =
  | { readonly kind: 'blocks'; readonly call: BlockingCall }
  | { readonly kind: 'runs'; readonly functions: readonly FunctionAt[] };

const WEIGHTS: readonly Weight[] = ['heavy', 'moderate', 'light'];

/** Deeper chains of calls are not followed: they are not written by people, and the stack has an end. */
const DEEPEST = 100;

/** What does not wait when its object is in memory, a datagram socket, or never full. */
const NEVER_WAITING =
  /^(\w+\.\w*Queue\.put|socket\.socket\.(connect|connect_ex|send|sendto)|(zipfile|tarfile|gzip)\..*)$/;

/** Methods that an event loop calls on protocols. */
const PROTOCOL_METHODS = new Set(
  (
    'connection_made connection_lost data_received eof_received pause_writing resume_writing datagram_received ' +
    'error_received get_buffer buffer_updated pipe_data_received pipe_connection_lost process_exited'
  ).split(' '),
);
const PROTOCOLS =
  /^asyncio\.(Base|Buffered|Datagram|Subprocess)?Protocol$|^asyncio\.(SubprocessProtocol|BufferedProtocol)$/;

/** Decorators by which a function is run elsewhere when it is called. */
const OFFLOADING =
  /(^|\.|_)(sync_to_async|asyncify|aioify|to_thread|run_in_(executor|thread|threadpool|pool)|threaded|threadpool|run_as_thread|make_async|async_wrap|wrap_async)($|\.)/i;

/** Follows calls from the event loop's thread to what blocks it. */
export class Reacher {
  private readonly resolver: Resolver;
  private settings: CallSettings;

  constructor(resolver: Resolver, settings: CallSettings) {
    this.resolver = resolver;
    this.settings = settings;
  }

  configure(settings: CallSettings): void {
    this.settings = settings;
  }

  /** The blocking calls that a unit makes on the event loop's thread. */
  found(unit: Unit): readonly Found[] {
    const found: Found[] = [];
    for (const facts of unit.chunk.functions.values()) {
      const at = { unit, facts };
      if (!facts.isAsync && !this.isOnLoop(at)) continue;
      const byPlace = new Map<string, Found>();
      for (const use of facts.uses) {
        const reach = this.reachOfUse(use, unit);
        if (reach === null) continue;
        const { through, call, steps } = reach;
        const one = { range: use.range, call, within: facts.qualifiedName, through, steps };
        const { start, end } = use.range;
        const place = `${start.line}:${start.column}-${end.line}:${end.column}`;
        const other = byPlace.get(place);
        if (other === undefined || isWorse(one, other)) byPlace.set(place, one);
      }
      found.push(...byPlace.values());
    }
    for (const callback of unit.chunk.callbacks) {
      const value = this.resolver.resolve(callback.callable, unit);
      const name = value?.kind === 'external' ? value.name : null;
      const call = name === null ? null : this.blocking(name, 'call', null);
      if (call !== null && !this.isForThreads(callback.to, unit))
        found.push({ range: callback.range, call, within: callback.within, through: null, steps: [] });
    }
    return found;
  }

  /** The functions that a unit hands to an event loop. */
  handed(unit: Unit): FunctionAt[] {
    return unit.chunk.callbacks.flatMap(({ to, callable }) => {
      if (this.isForThreads(to, unit)) return [];
      const called = this.functionCalled(this.resolver.resolve(callable, unit), unit);
      return called.filter(({ facts }) => !facts.isAsync && !facts.isGenerator);
    });
  }

  /** Only asyncio's loops and futures, and what is not known, run it on the loop: others have threads of their own. */
  private isForThreads(to: string, unit: Unit): boolean {
    const value = this.resolver.resolve(to, unit);
    if (value === null) return false;
    return value.kind !== 'external' || !/^(asyncio|uvloop)\./.test(value.name);
  }

  private isOnLoop({ unit, facts }: FunctionAt): boolean {
    if ((unit.onLoop.get(facts.key)?.size ?? 0) > 0) return true;
    if (facts.owner === null) return false;
    const name = facts.qualifiedName.slice(facts.qualifiedName.lastIndexOf('.') + 1);
    const owner = unit.chunk.classes.get(facts.owner);
    if (owner === undefined || !PROTOCOL_METHODS.has(name)) return false;
    return this.resolver
      .lineage({ unit, facts: owner }, unit)
      .some((base) => base !== null && 'name' in base && PROTOCOLS.test(base.name));
  }

  private reachOfUse(use: Use, unit: Unit): (Reach & { readonly through: string | null }) | null {
    const effect = this.effect(use, unit);
    if (effect === null) return null;
    if (effect.kind === 'blocks') return { call: effect.call, steps: [], through: null };
    let worst: (Reach & { readonly through: string | null }) | null = null;
    for (const at of effect.functions) {
      look(at.unit, unit);
      const reach = this.reach(at);
      if (reach !== null && (worst === null || isWorse(reach, worst)))
        worst = { ...reach, through: at.facts.qualifiedName };
    }
    return worst;
  }

  private readonly running = new Set<unknown>();
  private fruitless = new Map<unknown, FunctionAt>();
  /** How often a function was not followed, since that is under way already. */
  private cuts = 0;
  private wasTooDeep = false;

  /** The worst that calling a function may come to; null when it does not block. */
  private reach(at: FunctionAt): Reach | null {
    const { unit, facts } = at;
    const known = unit.reaches.get(facts.key);
    if (known !== undefined) return known;
    const isTooDeep = this.running.size > DEEPEST;
    if (isTooDeep || this.running.has(facts) || this.fruitless.has(facts)) {
      this.cuts++;
      this.wasTooDeep ||= isTooDeep;
      return null;
    }
    const before = this.cuts;
    this.running.add(facts);
    let worst: Reach | null = null;
    for (const use of facts.uses) {
      const reach = this.innerReach(use, unit);
      if (reach !== null && (worst === null || isWorse(reach, worst))) worst = reach;
    }
    this.running.delete(facts);
    // In a circle of functions, what is not found here may yet be found by the one that is being asked.
    if (worst !== null || this.cuts === before) unit.reaches.set(facts.key, worst);
    else this.fruitless.set(facts, at);
    if (this.running.size === 0) {
      if (worst === null && !this.wasTooDeep)
        for (const one of this.fruitless.values()) one.unit.reaches.set(one.facts.key, null);
      this.fruitless = new Map();
      this.wasTooDeep = false;
    }
    return worst;
  }

  private innerReach(use: Use, unit: Unit): Reach | null {
    const effect = this.effect(use, unit);
    if (effect === null) return null;
    if (effect.kind === 'blocks')
      return { call: effect.call, steps: [{ unit, range: use.range, name: shownName(effect.call.name) }] };
    let worst: Reach | null = null;
    for (const at of effect.functions) {
      look(at.unit, unit);
      const reach = this.reach(at);
      if (reach === null || reach.steps.length >= DEEPEST) continue;
      if (worst !== null && !isWorse(reach, worst, 1)) continue;
      const step = { unit, range: use.range, name: at.facts.qualifiedName };
      worst = { call: reach.call, steps: [step, ...reach.steps] };
    }
    return worst;
  }

  /** What a use does: blocks itself, or runs functions of the workspace. */
  private effect(use: Use, unit: Unit): Effect | null {
    switch (use.kind) {
      case 'call':
        return this.effectOfCall(this.resolver.resolve(use.symbol, unit), use, unit);
      case 'read':
        return this.effectOfRead(use.symbol, unit);
      case 'iterate':
        return this.effectOfIteration(use, unit);
      case 'enter':
        return this.effectOfEntering(use, unit);
    }
  }

  private effectOfCall(value: Value | null, use: Use, unit: Unit): Effect | null {
    if (value?.kind === 'external') {
      if (use.isAwaited) return null;
      const call = this.blocking(value.name, 'call', use.given);
      if (call === null || (call.rule === 'CORO103' && isNonBlocking(use.symbol, unit))) return null;
      if (NEVER_WAITING.test(value.name) && this.isReady(use.symbol, unit)) return null;
      return { kind: 'blocks', call };
    }
    const name = this.resolver.nameOf(value);
    if (name !== null && this.settings.isIgnored(name)) return null;
    if (name !== null && this.settings.isBlocking(name) && !use.isAwaited)
      return { kind: 'blocks', call: settingsCall(name) };
    if (value?.kind === 'class') return this.effectOfMaking(value.at, unit);
    return this.runs(this.functionCalled(value, unit), use.isAwaited);
  }

  /** Whether the receiver of a call is an object whose use waits for nothing. */
  private isReady(symbol: string, unit: Unit): boolean {
    const queue = this.resolver.resolve(symbol.slice(0, symbol.lastIndexOf('.')), unit);
    return queue?.kind === 'object' && queue.isReady === true;
  }

  /** Making an instance runs what initializes it. */
  private effectOfMaking(at: ClassAt, unit: Unit): Effect | null {
    const made: Value = { kind: 'instance', at };
    const functions: FunctionAt[] = [];
    for (const name of ['__new__', '__init__', '__post_init__']) {
      const method = this.resolver.attribute(made, name, unit);
      if (method?.kind === 'function') functions.push(method.at);
      else if (method?.kind === 'external') {
        const call = this.blocking(method.name.replace(/\.__(init|new)__$/, ''), 'call', null);
        if (call !== null && name === '__init__') return { kind: 'blocks', call };
      }
    }
    return this.runs(functions);
  }

  private effectOfRead(symbol: string, unit: Unit): Effect | null {
    const dot = symbol.lastIndexOf('.');
    const object = this.resolver.resolve(symbol.slice(0, dot), unit);
    const getter = object === null ? null : this.resolver.property(object, symbol.slice(dot + 1), unit);
    return getter === null ? null : this.runs([getter]);
  }

  private effectOfIteration(use: Use, unit: Unit): Effect | null {
    const { symbol } = use;
    if (symbol.endsWith('()')) {
      const called = this.resolver.resolve(symbol.slice(0, -2), unit);
      const call = called?.kind === 'external' ? this.blocking(called.name, 'iterate', null) : null;
      if (call !== null) return { kind: 'blocks', call };
    }
    const value = this.resolver.resolve(symbol, unit);
    if (value?.kind === 'generator') return this.runs([value.at], false, true);
    if (value?.kind === 'instance') {
      const iterating = this.methods(value, ['__iter__', '__next__'], unit);
      return this.runs(iterating, false, true);
    }
    const name = value?.kind === 'object' ? value.type : value?.kind === 'external' ? value.name : null;
    const call = name === null ? null : this.blocking(name, 'iterate', null);
    return call === null ? null : { kind: 'blocks', call };
  }

  private effectOfEntering({ symbol }: Use, unit: Unit): Effect | null {
    const value = this.resolver.resolve(symbol, unit);
    if (value?.kind === 'manager') return value.at.facts.isAsync ? null : this.runs([value.at], false, true);
    if (value?.kind === 'object') {
      const call = this.blocking(value.type, 'enter', null);
      // What was awaited in the suite need not be waited for at its end.
      if (call === null || (value.type.endsWith('PoolExecutor') && !isSubmittedTo(symbol, unit))) return null;
      return { kind: 'blocks', call };
    }
    if (value?.kind !== 'instance') return null;
    const entering = this.resolver.attribute(value, '__enter__', unit);
    if (entering?.kind === 'external') {
      const call = this.blocking(entering.name.replace(/\.__enter__$/, ''), 'enter', null);
      return call === null ? null : { kind: 'blocks', call };
    }
    return this.runs(this.methods(value, ['__enter__', '__exit__'], unit));
  }

  private methods(value: Value, names: readonly string[], unit: Unit): FunctionAt[] {
    return names.flatMap((name) => {
      const method = this.resolver.attribute(value, name, unit);
      return method?.kind === 'function' ? [method.at] : [];
    });
  }

  /** The functions of the workspace that calling a value runs. */
  private functionCalled(value: Value | null, unit: Unit): FunctionAt[] {
    switch (value?.kind) {
      case 'function':
        return [value.at];
      case 'partial':
        return this.functionCalled(value.of, unit);
      case 'instance':
        return this.methods(value, ['__call__'], unit);
      default:
        return [];
    }
  }

  /** Those of some functions whose bodies run in this thread, and are not looked at by themselves. */
  private runs(functions: readonly FunctionAt[], isAwaited = false, isIterated = false): Effect | null {
    const run = functions.filter((at) => {
      const { facts } = at;
      if (facts.isAsync || (facts.isGenerator && !isIterated)) return false;
      const name = `${at.unit.file.module}.${facts.qualifiedName}`;
      return !this.settings.isIgnored(name) && !this.isOffloaded(at, isAwaited);
    });
    return run.length === 0 ? null : { kind: 'runs', functions: run };
  }

  /** Whether a decorator has a function run elsewhere: it says so, is itself a coroutine inside, or its result is awaited. */
  private isOffloaded(at: FunctionAt, isAwaited: boolean): boolean {
    return at.facts.decorators.some((symbol) => {
      const decorator = this.resolver.resolve(symbol, at.unit);
      const name = this.resolver.nameOf(decorator) ?? symbol;
      if (OFFLOADING.test(name)) return true;
      if (decorator?.kind !== 'function')
        return isAwaited && !/^(builtins|functools|abc|typing|contextlib)\./.test(name);
      look(decorator.at.unit, at.unit);
      const inside = `${decorator.at.facts.qualifiedName}.<locals>.`;
      for (const one of decorator.at.unit.chunk.functions.values())
        if (one.isAsync && one.qualifiedName.startsWith(inside)) return true;
      return false;
    });
  }

  private blocking(name: string, manner: Manner, given: Given | null): BlockingCall | null {
    if (this.settings.isIgnored(name)) return null;
    const call = blockingCall(name, manner, given);
    if (call !== null) return call;
    return manner === 'call' && this.settings.isBlocking(name) ? settingsCall(name) : null;
  }
}

/** As people write it: `open` for `builtins.open`. */
export function shownName(name: string): string {
  return name.replace(/^builtins\./, '');
}

function settingsCall(name: string): BlockingCall {
  return {
    name,
    rule: 'CORO111',
    weight: 'heavy',
    does: 'blocks, as the settings say,',
    remedy: 'to_thread',
  };
}

/** Whether work is given to an executor in a way that does not wait for it. */
function isSubmittedTo(executor: string, unit: Unit): boolean {
  const methods = [`${executor}.`, `${executor}(enter).`].flatMap((it) => [`${it}submit`, `${it}map`]);
  for (const { uses } of unit.chunk.functions.values())
    for (const use of uses) if (methods.includes(use.symbol)) return true;
  return false;
}

/** Whether a socket is made non-blocking somewhere in the same function or class. */
function isNonBlocking(symbol: string, unit: Unit): boolean {
  const receiver = symbol.slice(0, symbol.lastIndexOf('.'));
  for (const { uses } of unit.chunk.functions.values())
    for (const use of uses)
      if (use.symbol === `${receiver}.setblocking` || use.symbol === `${receiver}.settimeout`)
        if (/^(False|0|0\.0)$/.test(use.given?.positional[0] ?? '')) return true;
  return false;
}

function isWorse(one: Reach, other: Reach, more = 0): boolean {
  const [weight, otherWeight] = [WEIGHTS.indexOf(one.call.weight), WEIGHTS.indexOf(other.call.weight)];
  return weight === otherWeight ? one.steps.length + more < other.steps.length : weight < otherWeight;
}
