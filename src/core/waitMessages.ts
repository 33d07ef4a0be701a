import type { WaitPicture } from './inspect/waitPicture.ts';

/** What the host tells the page of who waits for whom. */
export type ToWaits =
  | {
      readonly type: 'picture';
      /** Grows with every picture: what the page says of a picture's parts, it says of that one. */
      readonly number: number;
      readonly picture: WaitPicture;
      /** Live tasks in all. */
      readonly tasks: number;
      /** Whether the programs stand still: else it is as of a moment. */
      readonly isStopped: boolean;
      /** What could not be asked, and why; empty for nothing. */
      readonly notes: readonly string[];
    }
  /** There is nothing to be drawn, and why. */
  | { readonly type: 'nothing'; readonly text: string };

/** What the page says: boxes and evidence by their positions in the picture of that number. */
export type FromWaits =
  | { readonly type: 'ready' }
  | { readonly type: 'refresh' }
  | { readonly type: 'copy' }
  | { readonly type: 'openBox'; readonly number: number; readonly box: number }
  | { readonly type: 'revealBox'; readonly number: number; readonly box: number }
  | {
      readonly type: 'openEvidence';
      readonly number: number;
      readonly finding: number;
      readonly evidence: number;
    }
  | { readonly type: 'fault'; readonly message: string };
