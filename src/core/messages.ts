/**
 * What host and webview say to each other. The host sends bytes of the stream and the state of a session; the webview
 * sends numbers of the trace, never paths or commands: the host looks up what they mean in its own replica.
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

export interface SessionInfo {
  readonly id: string;
  /** The debug session's name, as the debugger shows it. */
  readonly name: string;
  readonly state: SessionState;
  /** For `failed`, and where there is more to say of an end: what happened and what to do next. */
  readonly message: string | null;
}

export type ToView =
  /** The sessions there are, newest last, and which one is shown; null when there is none. */
  | { readonly type: 'sessions'; readonly sessions: readonly SessionInfo[]; readonly shown: string | null }
  /** The bytes that follow begin a new stream: of session `id`. */
  | { readonly type: 'begin'; readonly id: string; readonly generation: number }
  /** More of the stream of that generation; at most 1 MiB. */
  | { readonly type: 'bytes'; readonly generation: number; readonly bytes: Uint8Array }
  /** Show the suspensions of that line of the session that is shown. */
  | { readonly type: 'reveal'; readonly file: string; readonly line: number }
  /** Select the block after (1) or before (−1) the selected, and bring it into view. */
  | { readonly type: 'walkBlocks'; readonly by: 1 | -1 }
  /** Select a run of the session that is shown, and bring it into view. */
  | { readonly type: 'showRun'; readonly run: number };

export type FromView =
  /** The page is loaded, or loaded again, and knows nothing; `shown` is the session its saved state speaks of. */
  | { readonly type: 'ready'; readonly shown: string | null }
  | { readonly type: 'openPlace'; readonly place: number }
  | { readonly type: 'showSession'; readonly id: string }
  | { readonly type: 'runSample' }
  | { readonly type: 'showLog' }
  /** Something went wrong in the page; goes to the host's log. */
  | { readonly type: 'fault'; readonly message: string };
