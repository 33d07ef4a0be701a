import type { PlaceId } from './units.ts';

/**
 * What host and webview say to each other. The host sends bytes of the stream and the state of a session; the webview
 * sends numbers of the trace and what is to be saved, never paths or commands: the host looks up what numbers mean in its
 * own replica, and asks the user where to save.
 */

/** How a debug session stands, as far as its timeline is concerned. */
export type SessionState =
  /** Started; the probe has not reported yet. */
  | 'waiting'
  /** The probe is connected. */
  | 'live'
  /** The debugger holds the program. */
  | 'paused'
  /** Over; the trace is whole, or as whole as it will get. */
  | 'ended'
  /** There is no trace: `message` says why and what to do. */
  | 'failed';

/** Where the debugger holds the program: in the program's own words, which nobody may trust. */
export interface StopPlace {
  /** The file's name, without its folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As in the Debug Adapter Protocol: `breakpoint`, `step`, `exception`, `pause`, … */
  readonly reason: string;
}

export interface SessionInfo {
  readonly id: string;
  /** The debug session's name, as the debugger shows it. */
  readonly name: string;
  readonly state: SessionState;
  /** For `failed`, and where there is more to say of an end: what happened and what to do next. */
  readonly message: string | null;
  /** Of `paused`, once the debugger has told. */
  readonly stop?: StopPlace;
}

/** Some lines of source around a place. */
export interface Excerpt {
  readonly place: PlaceId;
  /** The number of the first of the lines, from 1. */
  readonly from: number;
  /** At most 9, of at most 400 characters each; none where the file cannot be read. */
  readonly lines: readonly string[];
}

/** What a command of the editor may have the page do. */
export type ViewAction = 'back' | 'forward' | 'search' | 'exportPng' | 'exportSvg' | 'copyPicture';

export type ToView =
  /**
   * The sessions there are, newest last, and which one is shown; null when there is none. `isRestricted`: the workspace is
   * not trusted, so that there will be none but those that are opened from files.
   */
  | {
      readonly type: 'sessions';
      readonly sessions: readonly SessionInfo[];
      readonly shown: string | null;
      readonly isRestricted?: boolean;
    }
  /** The bytes that follow begin a new stream: of session `id`. */
  | { readonly type: 'begin'; readonly id: string; readonly generation: number }
  /** More of the stream of that generation; at most 1 MiB. */
  | { readonly type: 'bytes'; readonly generation: number; readonly bytes: Uint8Array }
  /** Show the suspensions of that line of the session that is shown. */
  | { readonly type: 'reveal'; readonly file: string; readonly line: number }
  /** Select the block after (1) or before (−1) the selected, and bring it into view. */
  | { readonly type: 'walkBlocks'; readonly by: 1 | -1 }
  /** Select a run of the session that is shown, and bring it into view. */
  | { readonly type: 'showRun'; readonly run: number }
  /** Select a task of the session that is shown, and bring it into view. */
  | { readonly type: 'showTask'; readonly task: number }
  /** The source around places that the page asked for. */
  | { readonly type: 'excerpts'; readonly generation: number; readonly excerpts: readonly Excerpt[] }
  /** Be as the page was that kept this: the timeline moves to another place. The stream begins anew after it. */
  | { readonly type: 'takeOver'; readonly state: unknown }
  /** Do what a command of the editor says. */
  | { readonly type: 'navigate'; readonly action: ViewAction };

export type FromView =
  /** The page is loaded, or loaded again, and knows nothing; `shown` is the session its saved state speaks of. */
  | { readonly type: 'ready'; readonly shown: string | null }
  /** The page has got the focus: of several timelines it is now the one that commands are for. */
  | { readonly type: 'focus' }
  /** What the page keeps, to be as it is when it is loaded again. The host does not look into it: see `takeOver`. */
  | { readonly type: 'keep'; readonly state: unknown }
  | { readonly type: 'openPlace'; readonly place: number }
  /** Show a task of the session that is shown in the view of all tasks. */
  | { readonly type: 'revealTask'; readonly task: number }
  /** Send the source around these places of the stream of that generation; at most 24. */
  | { readonly type: 'readPlaces'; readonly generation: number; readonly places: readonly PlaceId[] }
  /** Write a file; the host asks the user where. */
  | { readonly type: 'saveFile'; readonly kind: 'png' | 'svg'; readonly bytes: Uint8Array }
  /** Write the recording that is shown to a file; the host asks the user where. */
  | { readonly type: 'saveRecording' }
  | { readonly type: 'showSession'; readonly id: string }
  | { readonly type: 'runSample' }
  | { readonly type: 'showLog' }
  /** Show where the user says whether the workspace is trusted. */
  | { readonly type: 'manageTrust' }
  /** Something went wrong in the page; goes to the host's log. */
  | { readonly type: 'fault'; readonly message: string };
