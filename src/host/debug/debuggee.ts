import type * as vscode from 'vscode';
import {
  evaluateExpression,
  questionExpression,
  variablesExpression,
  type Question,
} from '../../entry/questions.ts';
import type { Session } from '../session.ts';
import { Answers, AskFailure } from './answers.ts';
import type { Debuggee, DebuggeeChange, Stop, Variable } from './debuggees.ts';
import type { DapSink, FramePlace } from './tracker.ts';
import { hasDebugger, isKernel } from './debugTypes.ts';
import { failureOf, readValue, readVariables } from './variables.ts';
import type { Why, WhyCode } from './whyNothing.ts';

/** How the probe gets into a process behind a debug session. */
export interface Entry {
  /** The debugger is ready to evaluate. */
  begin(): void;
  /** The probe said something that answers no question. */
  own(body: unknown): void;
  /** The debugger has left. */
  end(): void;
}

/** How long an answer may take, in milliseconds. */
const TIMEOUT = 2_000;

/**
 * So many milliseconds after a stop VS Code has asked for its call stack at the latest. What is asked before that would
 * delay it: they share one connection.
 */
const STACK_MILLISECONDS = 150;

/**
 * An answer comes before the value of the expression that asked for it, but from a Jupyter kernel: there events and responses have
 * channels of their own, and an event may be this late, in milliseconds.
 */
const LATE_MILLISECONDS = 1_000;

const WENT_ON = 'The program went on meanwhile.';

/** A process behind a debug session, as the messages of its debug adapter tell it. */
export class DebuggedProcess implements Debuggee, DapSink {
  readonly debug: vscode.DebugSession;
  readonly session: Session | null;
  pid: number | null = null;
  stop: Stop | null = null;
  state: Debuggee['state'] = 'starting';
  /** Set by whoever lets the probe in; null where nobody does. */
  entry: Entry | null = null;
  /** Why there is nothing to see of it. */
  why: Why | null;
  private readonly changed: (what: DebuggeeChange['what']) => void;
  private readonly answers = new Answers();
  /** By kind: snapshots that are on their way. */
  private readonly asked = new Map<Question['what'], { number: number; answer: Promise<string> }>();
  /** The topmost frame that VS Code was told at this stop; null before it was. */
  private frame: number | null = null;
  private stops = 0;
  private stackTold: () => void = () => undefined;
  private stackShown: Promise<void> = Promise.resolve();

  constructor(
    debug: vscode.DebugSession,
    session: Session | null,
    why: Why | null,
    changed: (what: DebuggeeChange['what']) => void,
  ) {
    this.debug = debug;
    this.session = session;
    this.why = why;
    this.changed = changed;
  }

  get id(): string {
    return this.debug.id;
  }

  get whyNothing(): string | null {
    return this.why?.text ?? null;
  }

  get whyCode(): WhyCode | null {
    return this.why?.code ?? null;
  }

  /** There will be nothing to see of it. A child's parent may be recorded all the same. */
  refuse(why: Why): void {
    this.why = why;
    if (this.debug.parentSession === undefined) this.session?.fail(why.text);
    this.changed('state');
  }

  async ask(question: Question, timeout = TIMEOUT): Promise<string> {
    if (this.state === 'ended' || !hasDebugger(this.debug))
      throw new AskFailure('NoProbe', 'No debugger is attached to the program.');
    return within(this.put(question), timeout);
  }

  async variables(task: string, depth: number): Promise<readonly Variable[]> {
    const { reference } = await this.inFrame('', variablesExpression(task, depth));
    return this.expand(reference);
  }

  async expand(reference: number): Promise<readonly Variable[]> {
    return readVariables(await this.atStop('variables', () => ({ variablesReference: reference })));
  }

  evaluate(task: string, depth: number, text: string): Promise<Variable> {
    return this.inFrame(text, evaluateExpression(task, depth, text));
  }

  initialized(): void {
    this.entry?.begin();
  }

  stopped(thread: number, reason: string): void {
    this.forgetAnswers();
    this.stop = { thread, reason, serial: ++this.stops };
    this.stackShown = new Promise((told) => {
      this.stackTold = told;
      setTimeout(told, STACK_MILLISECONDS);
    });
    this.session?.pause(this.id, true);
    this.become('stopped');
    this.changed('stop');
  }

  resumed(): void {
    if (this.stop === null) return;
    this.goOn();
    this.become('running');
    this.changed('stop');
  }

  process(pid: number): void {
    this.pid = pid;
    this.changed('pid');
    if (this.state === 'starting') this.become('running');
  }

  stack(frame: number, place: FramePlace | null): void {
    if (this.stop === null) return;
    if (this.frame === null && place !== null)
      this.session?.standsAt(this.id, { ...place, reason: this.stop.reason });
    this.frame ??= frame;
    this.stackTold();
  }

  own(body: unknown): void {
    if (!this.answers.take(body)) this.entry?.own(body);
  }

  ended(): void {
    if (this.state === 'ended') return;
    const stood = this.stop !== null;
    this.goOn();
    this.answers.failAll('The program has ended.');
    this.entry?.end();
    this.become('ended');
    if (stood) this.changed('stop');
  }

  private become(state: Debuggee['state']): void {
    if (this.state === state) return;
    this.state = state;
    this.changed('state');
  }

  private goOn(): void {
    this.stop = null;
    this.frame = null;
    this.stackTold();
    this.forgetAnswers();
    this.session?.pause(this.id, false);
  }

  /** What a snapshot tells is of no use once the program stands elsewhere or runs. */
  private forgetAnswers(): void {
    for (const [what, { number }] of this.asked) {
      if (what === 'about') continue;
      this.asked.delete(what);
      this.answers.fail(number, 'NoAnswer', WENT_ON);
    }
  }

  private put(question: Question): Promise<string> {
    const { what } = question;
    const underWay = what === 'cancel' ? undefined : this.asked.get(what);
    if (underWay !== undefined) return underWay.answer;
    const number = this.answers.number();
    const expression = questionExpression(number, question);
    const answer = this.answers.expect(number);
    const done = (): void => {
      if (this.asked.get(what)?.number === number) this.asked.delete(what);
    };
    answer.then(done, done);
    if (what !== 'cancel') this.asked.set(what, { number, answer });
    void this.stackShown.then(() => {
      // Meanwhile it may have been given up.
      if (this.answers.isAwaited(number)) this.evaluateQuestion(number, expression);
    });
    return answer;
  }

  private evaluateQuestion(number: number, expression: string): void {
    this.evaluateQuietly(expression).then(
      () => {
        const fail = (): void => this.answers.fail(number, 'NoProbe', 'The probe is not in this process.');
        if (isKernel(this.debug)) setTimeout(fail, LATE_MILLISECONDS);
        else fail();
      },
      (error: unknown) => this.answers.fail(number, 'Fault', failureOf(error).message),
    );
  }

  /** Evaluates in the process, not in a frame: whether it stands or runs. */
  evaluateQuietly(expression: string): Thenable<unknown> {
    return this.debug.customRequest('evaluate', { expression, context: 'repl' });
  }

  private async inFrame(name: string, expression: string): Promise<Variable> {
    const frameId = this.frame ?? (await this.askForFrame());
    const value = await this.atStop('evaluate', () => ({ expression, frameId, context: 'watch' }));
    return readValue(name, value);
  }

  private async askForFrame(): Promise<number> {
    await this.atStop('stackTrace', ({ thread }) => ({ threadId: thread, startFrame: 0, levels: 1 }));
    // Its answer went through `stack`, as all of them.
    if (this.frame === null) throw new AskFailure('Fault', 'The debugger shows no frame of this thread.');
    return this.frame;
  }

  /** A request whose answer counts only while the program stands where it does now. */
  private async atStop(command: string, given: (stop: Stop) => object): Promise<unknown> {
    const { stop } = this;
    if (stop === null) throw new AskFailure('Fault', 'The program runs.');
    try {
      const response: unknown = await this.debug.customRequest(command, given(stop));
      if (this.stop !== stop) throw new AskFailure('NoAnswer', WENT_ON);
      return response;
    } catch (error) {
      throw failureOf(error);
    }
  }
}

async function within(answer: Promise<string>, milliseconds: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AskFailure('NoAnswer', 'The program does not answer.')),
      milliseconds,
    );
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
