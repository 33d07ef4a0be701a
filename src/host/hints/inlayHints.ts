import * as vscode from 'vscode';
import { currentPlaces, placeRange, type HintParts } from './editorHints.ts';
import { explain } from './explain.ts';
import { HINTED } from './hintDocument.ts';
import { inlayText } from './hintText.ts';
import { severityOf, type HintPlace } from './hintPlaces.ts';
import { hintSettings } from './hintSettings.ts';

class PlacedHint extends vscode.InlayHint {
  readonly place: HintPlace;
  /** Whether it stands at the end of what it is about, rather than behind a comment. */
  readonly isBeside: boolean;

  constructor(position: vscode.Position, text: string, place: HintPlace, isBeside: boolean) {
    // What VS Code sets between the code and a hint is a hair space: they would look like one word.
    super(position, ` ${text}`);
    this.place = place;
    this.isBeside = isBeside;
    this.paddingLeft = true;
  }
}

/** The hints at the ends of calls that block. */
export class InlayHints implements vscode.InlayHintsProvider<PlacedHint> {
  private readonly parts: HintParts;
  private readonly emitter = new vscode.EventEmitter<void>();
  readonly onDidChangeInlayHints = this.emitter.event;

  constructor(parts: HintParts) {
    this.parts = parts;
  }

  register(): vscode.Disposable {
    const { service, measured } = this.parts;
    return vscode.Disposable.from(
      this.emitter,
      vscode.languages.registerInlayHintsProvider(HINTED, this),
      // After an edit VS Code asks by itself, and waits for the answer.
      service.found.onDidFind(({ isUnasked }) => {
        if (isUnasked) this.emitter.fire();
      }),
      measured.onDidChange(() => this.emitter.fire()),
    );
  }

  async provideInlayHints(
    document: vscode.TextDocument,
    range: vscode.Range,
    token: vscode.CancellationToken,
  ): Promise<PlacedHint[]> {
    const hints: PlacedHint[] = [];
    const places = await currentPlaces(this.parts, document, token);
    const measured = new Set(places.map((place) => place.measured?.line));
    for (const place of places) {
      const text = inlayText(place);
      const end = endOfCall(place, document) ?? placeRange(place, document).end;
      const at = behindComment(end, document);
      // Where something was measured, a suspicion in the same line would only take its room.
      if (place.measured === null && measured.has(at.line)) continue;
      if (text !== null && range.contains(at)) hints.push(new PlacedHint(at, text, place, at.isEqual(end)));
    }
    return hints;
  }

  async resolveInlayHint(hint: PlacedHint): Promise<PlacedHint> {
    // VS Code shows the message of a problem that ends at the hint, above this.
    const grave = severityOf(hint.place, hintSettings().severity);
    const withMessage = grave === null || grave === 'hint' || !hint.isBeside;
    hint.tooltip = await explain(hint.place, this.parts.docs, { withMessage });
    return hint;
  }
}

/** Where the call ends that only a run knows of. Within anything else, such as `total += n`, a hint would tear it up. */
function endOfCall({ finding, measured }: HintPlace, document: vscode.TextDocument): vscode.Position | null {
  const end = finding === null ? (measured?.end ?? null) : null;
  if (end === null) return null;
  return document.lineAt(end.line).text[end.character - 1] === ')' ? end : null;
}

/** Where only a comment follows, the line's end: between the two, a hint would push the comment out of sight. */
function behindComment(end: vscode.Position, document: vscode.TextDocument): vscode.Position {
  const { text, range } = document.lineAt(end.line);
  return /^\s*#/.test(text.slice(end.character)) ? range.end : end;
}
