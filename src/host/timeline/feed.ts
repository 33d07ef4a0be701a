import type { ToView } from '../../core/messages.ts';
import { START, type Position } from '../../core/retention.ts';
import { inBackground } from '../log.ts';
import { MOST_BYTES_A_MESSAGE } from '../recording.ts';
import type { Session } from '../session.ts';

/** When the page has all there is, it gets more at most this often, in milliseconds. */
const BEAT = 30;

/** While it has not, so many messages are on their way to it: as one is taken in there, the next is made here. */
const MOST_ON_THE_WAY = 2;

/** Sends a page the stream of a session: its bytes from the first, then what is added. */
export class Feed {
  private readonly post: (message: ToView) => Promise<void>;
  private readonly onCaughtUp: () => void;
  private session: Session | undefined;
  private position: Position = START;
  private isPumping = false;
  private begun = 0;

  /** `onCaughtUp` is called whenever the page has all there is. */
  constructor(post: (message: ToView) => Promise<void>, onCaughtUp: () => void) {
    this.post = post;
    this.onCaughtUp = onCaughtUp;
  }

  /** Which stream the page gets now, counted from 1. */
  get generation(): number {
    return this.begun;
  }

  /** Whether the page has all there is, or gets nothing. */
  get isCaughtUp(): boolean {
    return !this.isPumping;
  }

  /** Sends this session's stream, from its first byte. */
  start(session: Session): void {
    this.session = session;
    this.position = START;
    this.begin(session);
    this.pump();
  }

  /** Sends nothing more. */
  stop(): void {
    this.session = undefined;
  }

  /** Sends what the page does not have yet, a piece at a time, and no faster than it takes them. */
  pump(): void {
    const { session } = this;
    if (this.isPumping || session === undefined) return;
    this.isPumping = true;
    inBackground(
      'sending to the timeline',
      this.send(session)
        .finally(() => (this.isPumping = false))
        .then(() => this.pumpIfBehind()),
    );
  }

  private begin({ id }: Session): void {
    void this.post({ type: 'begin', id, generation: ++this.begun });
  }

  private async send(session: Session): Promise<void> {
    const onTheWay: Promise<void>[] = [];
    while (session === this.session) {
      const more = session.recording.bytesFrom(this.position);
      if (more === null) break;
      this.position = more.next;
      // What came next for the page has been let go meanwhile: it begins again, with what there is.
      if (more.restart) this.begin(session);
      const { generation } = this;
      onTheWay.push(this.post({ type: 'bytes', generation, bytes: more.bytes }));
      if (more.bytes.length === MOST_BYTES_A_MESSAGE) {
        if (onTheWay.length >= MOST_ON_THE_WAY) await onTheWay.shift();
        continue;
      }
      await Promise.all(onTheWay.splice(0));
      if (generation === this.generation) this.onCaughtUp();
      await new Promise((resolve) => setTimeout(resolve, BEAT));
    }
    await Promise.all(onTheWay);
  }

  /** Bytes may have come, or another session been chosen, between the last look and the end of the pump. */
  private pumpIfBehind(): void {
    if (this.session?.recording.bytesFrom(this.position)) this.pump();
    else this.onCaughtUp();
  }
}
