import type * as vscode from 'vscode';
import type { Question } from '../../entry/questions.ts';
import type { Session } from '../session.ts';
import type { AskFailure } from './answers.ts';
import type { WhyCode } from './whyNothing.ts';

export type { AskFailure, Question, WhyCode };

/**
 * A process behind a debug session of a Python type: launched, attached to, a child, or run without debugging. A session that
 * is restarted is another one, though VS Code keeps its id.
 */
export interface Debuggee {
  /** The debug session's. */
  readonly id: string;
  readonly debug: vscode.DebugSession;
  /** The recording that it is part of; null where nothing is recorded. */
  readonly session: Session | null;
  /** Null until the debugger told. */
  readonly pid: number | null;
  /** Null while it runs. */
  readonly stop: Stop | null;
  readonly state: 'starting' | 'running' | 'stopped' | 'ended';
  /** Why there is nothing to see, for the user; null where there is, or may be. */
  readonly whyNothing: string | null;
  /** The code of {@link whyNothing}, for what depends on it. */
  readonly whyCode: WhyCode | null;
  /**
   * Has the probe answer a question; `timeout` in milliseconds. Resolves to the answer's text, rejects with an {@link AskFailure}.
   * At most one snapshot is under way at a time: who asks meanwhile gets the same one.
   */
  ask(question: Question, timeout?: number): Promise<string>;
  /** The variables of a suspended task's frame, only at a stop. `task`: its key in the last snapshot; `depth`: from its coroutine inwards, from 0. */
  variables(task: string, depth: number): Promise<readonly Variable[]>;
  /** The parts of a variable, by its {@link Variable.reference}. */
  expand(reference: number): Promise<readonly Variable[]>;
  /** Evaluates an expression of the user's in a suspended task's frame, only at a stop. */
  evaluate(task: string, depth: number, text: string): Promise<Variable>;
}

/** A stop at the debugger. */
export interface Stop {
  /** The debugger's number of the thread that stopped first. */
  readonly thread: number;
  /** As in the Debug Adapter Protocol: `breakpoint`, `step`, `exception`, `pause`, … */
  readonly reason: string;
  /** Grows with every stop of the debug session: what was asked at an earlier one is out of date. */
  readonly serial: number;
}

/** A variable as the debugger shows it. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  /** For {@link Debuggee.expand}, until the program goes on; 0 where it has no parts. */
  readonly reference: number;
}

/** All debuggees whose debug sessions are not over, in the order in which they came. */
export interface Debuggees {
  readonly all: readonly Debuggee[];
  /** The newest one of a debug session. */
  find(debugId: string): Debuggee | undefined;
  readonly onChange: vscode.Event<DebuggeeChange>;
}

/** `list`: it came or went. */
export interface DebuggeeChange {
  readonly what: 'list' | 'stop' | 'state' | 'pid';
  readonly debuggee: Debuggee;
}
