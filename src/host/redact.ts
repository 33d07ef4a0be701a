/** What must not get into a text that users give away. */
export interface Secrets {
  /** The user's home folder and name, and the machine's name; empty where unknown. */
  readonly home: string;
  readonly user: string;
  readonly host: string;
  /** Texts that are nobody's business wherever they stand: values of variables, arguments. Those below six characters are no secrets. */
  readonly texts: readonly string[];
}

const LEAST_SECRET = 6;

/** Names of users that tell nothing. */
const COMMON_USERS = /^(root|user|admin|vscode|codespace|runner|ubuntu|app)$/i;

const LOCAL_HOST = /^(localhost|127(\.\d+){3}|\[?::1\]?|0\.0\.0\.0)$/i;

const ADDRESS = '‹address›';

/** Keys, tokens and the like, by what they look like; what stands before them stays. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 ‹secret›'],
  [
    /([\w-]*(?:pass(?:word|wd)?|pwd|secret|token|api[_-]?key|access[_-]?key|credentials?|authorization)["']?\s*[=:]\s*)("[^"\n]*"|'[^'\n]*'|[^\s,;}\])&]+)/gi,
    '$1‹secret›',
  ],
  [/\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?/g, '‹secret›'],
  [/\b(gh[pousr]_|github_pat_|glpat-|sk-|xox[a-z]-|AKIA|npm_|pypi-)[\w-]{8,}/g, '‹secret›'],
  [/\b[0-9a-f]{32,}\b/gi, '‹secret›'],
  // Long, of digits and letters of both cases, and no path.
  [/(?<![\w+=-])(?=[\w+=-]*\d)(?=[\w+=-]*[A-Z])(?=[\w+=-]*[a-z])[\w+=-]{40,}/g, '‹secret›'],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, ADDRESS],
  [/\b(ENOTFOUND|EAI_AGAIN)\s+\S+/g, `$1 ${ADDRESS}`],
  [/\b(?!127\.)(?!0\.0\.0\.0)\d{1,3}(\.\d{1,3}){3}\b/g, ADDRESS],
  [/(?<![\w:])(?!::1\b)(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{0,4}(?::[0-9a-f]{1,4})*(?![\w:])/gi, ADDRESS],
  [/(?<![\w./\\-])[a-z][\w-]*(\.[a-z][\w-]*){2,}:\d{2,5}(?![\w:])/gi, ADDRESS],
];

/** Takes out of a text what must not be given away. What it cannot know it guesses, and guesses rather too much. */
export function redact(text: string, secrets: Secrets): string {
  let safe = text;
  const texts = secrets.texts.filter((each) => each.length >= LEAST_SECRET);
  for (const each of [...new Set(texts)].sort((a, b) => b.length - a.length))
    safe = safe.replace(alone(each), '‹value›');
  safe = withoutHomes(safe, secrets);
  safe = safe.replace(
    /\b([a-z][\w+.-]*):\/\/([^\s/?#'"`)>]+)([^\s?#'"`)>]*)([?#][^\s'"`)>]*)?/gi,
    (_, scheme: string, authority: string, path: string) => {
      const host = authority.replace(/^.*@/, '');
      return LOCAL_HOST.test(host.replace(/:\d*$/, ''))
        ? `${scheme}://${host}${path}`
        : `${scheme}://${ADDRESS}`;
    },
  );
  for (const [pattern, instead] of PATTERNS) safe = safe.replace(pattern, instead);
  const { user, host } = secrets;
  if (host.length > 2 && host !== 'localhost') safe = safe.replace(word(host), '‹host›');
  if (user.length > 2 && !COMMON_USERS.test(user)) safe = safe.replace(word(user), '‹user›');
  return safe;
}

/** The user's home becomes `~`, whichever way its separators are written, and other users' lose their names. */
function withoutHomes(text: string, { home }: Secrets): string {
  const parts = home.split(/[\\/]+/).filter((part) => part !== '');
  const separator = String.raw`[\\/]+`;
  const begin = /^[\\/]/.test(home) ? separator : '';
  const path = begin + parts.map(escape).join(separator);
  const isWindows = home.includes('\\');
  const own =
    parts.length === 0 ? text : text.replace(new RegExp(`${path}(?![\\w.-])`, isWindows ? 'gi' : 'g'), '~');
  return own.replace(/((?:^|[^\w.~-])(?:[A-Za-z]:)?[\\/]+(?:home|Users)[\\/]+)[^\\/\s'"`:]+/g, '$1‹user›');
}

/** Where it is no part of a longer word. */
function alone(text: string): RegExp {
  const before = /^\w/.test(text) ? '(?<!\\w)' : '';
  const after = /\w$/.test(text) ? '(?!\\w)' : '';
  return new RegExp(before + escape(text) + after, 'g');
}

function word(text: string): RegExp {
  return new RegExp(`(?<![\\w-])${escape(text)}(?![\\w-])`, 'gi');
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
