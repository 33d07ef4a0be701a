import * as vscode from 'vscode';
import { currentPlaces, placeRange, type HintParts } from './editorHints.ts';
import { explain } from './explain.ts';
import { severityOf } from './hintPlaces.ts';
import { hintSettings } from './hintSettings.ts';

/** VS Code draws a hint's three dots below so many characters, and shows its message there only. */
const DOTTED = 2;

/** Explains the call under the pointer, beside the problem's message and its way, where VS Code shows them itself. */
export function hoverProvider(parts: HintParts): vscode.HoverProvider {
  return {
    async provideHover(document, position, token) {
      const { severity } = hintSettings();
      const places = (await currentPlaces(parts, document, token)).filter((place) =>
        placeRange(place, document).contains(position),
      );
      if (places.length === 0) return undefined;
      const texts = places.map((place, index) => {
        const grave = severityOf(place, severity);
        const { start } = placeRange(place, document);
        const isDotted = position.line === start.line && position.character <= start.character + DOTTED;
        const isShown = grave !== null && (grave !== 'hint' || isDotted);
        const { finding } = place;
        const withRule = !places.slice(index + 1).some((later) => later.finding?.rule === finding?.rule);
        return explain(place, parts.docs, { withMessage: !isShown, withRule });
      });
      return new vscode.Hover(await Promise.all(texts));
    },
  };
}
