import * as vscode from 'vscode';
import { currentPlaces, placeRange, type HintParts } from './editorHints.ts';
import { explain } from './explain.ts';
import { severityOf } from './hintPlaces.ts';
import { hintSettings } from './hintSettings.ts';

/**
 * Explains the call under the pointer. A problem's message VS Code shows itself, but for hints, whose three dots lie below
 * the first two characters only.
 */
export function hoverProvider(parts: HintParts): vscode.HoverProvider {
  return {
    async provideHover(document, position, token) {
      const { severity } = hintSettings();
      const places = (await currentPlaces(parts, document, token)).filter((place) =>
        placeRange(place, document).contains(position),
      );
      if (places.length === 0) return undefined;
      const texts = places.map((place) => {
        const grave = severityOf(place, severity);
        return explain(place, parts.docs, { withMessage: grave === null || grave === 'hint' });
      });
      return new vscode.Hover(await Promise.all(texts));
    },
  };
}
