/** The text of the diagnostics: what it tells, and that no secret gets into it. */
import { describe, expect, it } from 'vitest';
import { readAbout } from '../../src/host/about.ts';
import { diagnosticsText, type DiagnosticsFacts } from '../../src/host/diagnosticsText.ts';
import { redact, type Secrets } from '../../src/host/redact.ts';

const SECRETS: Secrets = { home: '/home/mallory', user: 'mallory', host: 'buildbox', texts: ['hunter2!'] };
const TOKEN = '0123456789abcdef'.repeat(4);

const ABOUT = {
  probe: '0.1.0',
  python: '3.13.0',
  implementation: 'cpython',
  executable: '/home/mallory/venv/bin/python',
  platform: 'linux',
  flags: ['dev_mode'],
  debugpy: '1.8.21',
  supported: 1,
  recording: 1,
  transport: 'socket',
  hooks: ['a', 'b'],
  refused: [],
  problems: [],
  pending: 0,
  dropped: 0,
  waiting: 0,
  loops: ['_UnixSelectorEventLoop'],
  tasks: 50,
  settrace: 0,
  monitoring: ['0 debugpy'],
};

function facts(more: Partial<DiagnosticsFacts> = {}): DiagnosticsFacts {
  return {
    when: '2026-01-02T03:04:05.678Z',
    environment: [['Coroscope', '0.1.0']],
    isTrusted: true,
    settings: [],
    programs: [],
    recordings: [],
    log: [],
    secrets: SECRETS,
    ...more,
  };
}

function program(about: object | string, whyNothing: string | null = null): DiagnosticsFacts {
  const read = typeof about === 'string' ? about : readAbout(JSON.stringify(about))!;
  return facts({ programs: [{ name: 'main.py', rows: [['State', 'running']], whyNothing, about: read }] });
}

describe('what is told', () => {
  it('the environment, and that there is nothing else', () => {
    const text = diagnosticsText(facts());
    expect(text).toContain('| Coroscope | `0.1.0` |');
    expect(text).toContain('2026-01-02T03:04:05.678Z');
    expect(text.match(/^None\.$/gm)).toHaveLength(3);
    expect(text).not.toContain('Restricted Mode');
  });

  it('Restricted Mode, and what to do', () => {
    expect(diagnosticsText(facts({ isTrusted: false }))).toMatch(
      /Restricted Mode: programs are not recorded.*Manage Workspace Trust/,
    );
  });

  it('what the probe says of itself', () => {
    const text = diagnosticsText(program(ABOUT));
    expect(text).toContain('### `main.py`');
    expect(text).toContain('| Python | `cpython 3.13.0 on linux` |');
    expect(text).toContain('| Executable | `~/venv/bin/python` |');
    expect(text).toContain('| Interpreter flags | `dev_mode` |');
    expect(text).toContain('| Tasks alive | `50` |');
    expect(text).toContain('| Monitoring tools | `0 debugpy` |');
    // All is well: no line in bold says otherwise.
    expect(text).not.toContain('**');
  });

  it.each([
    ['why nothing is known', program('no', 'Recording is turned off.'), 'Recording is turned off'],
    ['why it does not answer', program('The program does not answer.'), 'The program does not answer'],
    ['a Python that is not supported', program({ ...ABOUT, supported: 0 }), 'cpython 3\\.13\\.0 is not'],
    ['a probe that rests', program({ ...ABOUT, recording: 0 }), 'does not record'],
    ['no event loop', program({ ...ABOUT, loops: [] }), 'No event loop has run yet'],
    ['hooks that were refused', program({ ...ABOUT, refused: ['asyncio.run'] }), 'asyncio\\.run'],
  ])('%s', (_, given, expected) => {
    expect(diagnosticsText(given)).toMatch(new RegExp(expected));
    expect(diagnosticsText(given)).toContain('**');
  });

  it('recordings with their problems, as many as are of use', () => {
    const problems = Array.from({ length: 12 }, (_, index) => `probe: number ${index}`);
    const text = diagnosticsText(
      facts({ recordings: [{ name: 'run', rows: [['State', 'ended']], problems }] }),
    );
    expect(text).toContain('probe: number 9\nand 2 more\n```');
  });

  it('names stay names, whatever they are made of', () => {
    const name = '`](command:x) | \u202e\n# ![i](http://evil.example/i.png) ```';
    const text = diagnosticsText(
      facts({ recordings: [{ name, rows: [['State', name]], problems: [name] }], log: [name] }),
    );
    for (const line of text.split('\n').filter((each) => each.includes('command:x'))) {
      expect(line).not.toMatch(/[\u202e]|```/);
      expect(line).not.toContain('evil.example');
    }
    expect(text.match(/^# /gm)).toHaveLength(1);
    expect(text).toContain('\\|');
  });
});

describe('what is left out', () => {
  const hidden: readonly (readonly [string, string, string])[] = [
    ['the home', 'at /home/mallory/code/main.py:3', 'at ~/code/main.py:3'],
    ['another home', 'in /home/alice/x and /Users/bob/y', 'in /home/‹user›/x and /Users/‹user›/y'],
    ['a home on Windows', String.raw`C:\Users\Bob\x.py`, String.raw`C:\Users\‹user›\x.py`],
    ['the user and the machine', 'mallory@x on buildbox: Mallory', '‹user›@x on ‹host›: ‹user›'],
    ['a value of the environment', 'with hunter2! in it', 'with ‹value› in it'],
    ['a token of the probe', `coroscope/1 ${TOKEN}`, 'coroscope/1 ‹secret›'],
    ['a token in an expression', `{"token":"${TOKEN}","x":1}`, '{"token":‹secret›,"x":1}'],
    ['a password', 'db_password=swordfish, next', 'db_password=‹secret›, next'],
    ['a header', 'Authorization: Bearer abc.def-ghi', 'Authorization: ‹secret› ‹secret›'],
    ['a key', 'used ghp_abcdefgh12345678 here', 'used ‹secret› here'],
    ['a long secret', 'x aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9n y', 'x ‹secret› y'],
    ['a server’s address', 'connect to 10.1.2.3:5678', 'connect to ‹address›:5678'],
    ['an address of version 6', 'at fe80:0:0:1::2 now', 'at ‹address› now'],
    ['a URL', 'GET https://me:pw@intra.example/a/b?c=d end', 'GET https://‹address› end'],
    ['a server’s name', 'getaddrinfo ENOTFOUND db.corp', 'getaddrinfo ENOTFOUND ‹address›'],
    ['a name and port', 'to db.intra.example:5432', 'to ‹address›'],
    ['a mail address', 'from a.b@c.example', 'from ‹address›'],
  ];

  it.each(hidden)('%s', (_, text, expected) => {
    expect(redact(text, SECRETS)).toBe(expected);
  });

  it.each([
    ['where in a file', 'File "/srv/app/main.py", line 3, main.py:12:34'],
    ['times', '2026-01-02T03:04:05.678Z'],
    ['versions', 'Python 3.13.0, debugpy 1.8.21, VS Code 1.105.1'],
    ['this machine', 'at 127.0.0.1:5678, http://localhost:8000/x, ::1'],
    ['a part of a longer word', 'a buildbox2 and smallory'],
    ['a folder of a similar name', '/srv/home-of-it/x'],
    ['files', 'at Object.<anonymous> (file:///srv/extension/dist/extension.cjs:1:2345)'],
  ])('but not %s', (_, text) => {
    expect(redact(text, SECRETS)).toBe(text);
  });

  it('a home of Windows in any case, its separators doubled or not', () => {
    const secrets = { ...SECRETS, home: String.raw`C:\Users\Mallory` };
    const text = String.raw`c:\users\mallory\a C:\\Users\\Mallory\\b C:/Users/Mallory/c`;
    expect(redact(text, secrets)).toBe(String.raw`~\a ~\\b ~/c`);
  });

  it('a root’s or common name is told, and an unknown home hides nothing', () => {
    const secrets = { home: '', user: 'root', host: 'localhost', texts: ['', 'a', 'short'] };
    expect(redact('root short a localhost /srv/x', secrets)).toBe('root short a localhost /srv/x');
  });

  it('a secret that would be cut is gone before', () => {
    const before = 'x'.repeat(280);
    const secret = 'longsecret'.repeat(5);
    const text = diagnosticsText(
      facts({ log: [`${before} ${secret} y`], secrets: { ...SECRETS, texts: [secret] } }),
    );
    expect(text).not.toContain('longsecret');
    expect(text).toContain('‹value›');
  });

  it('nowhere in the whole document', () => {
    const secret = `hunter2! ${TOKEN} /home/mallory 10.9.8.7`;
    const text = diagnosticsText(
      facts({
        environment: [['Interpreter', secret]],
        settings: [['coroscope.x', secret]],
        programs: [
          { name: secret, rows: [['State', secret]], whyNothing: secret, about: secret },
          {
            name: 'b',
            rows: [],
            whyNothing: null,
            about: readAbout(
              JSON.stringify({ ...ABOUT, executable: secret, problems: [secret], loops: [secret] }),
            )!,
          },
        ],
        recordings: [{ name: secret, rows: [['Said', secret]], problems: [secret] }],
        log: [secret],
      }),
    );
    for (const each of ['hunter2', TOKEN.slice(0, 20), 'mallory', '10.9.8.7'])
      expect(text).not.toContain(each);
  });
});

describe('the probe’s answer', () => {
  it.each(['', '{', 'null', '[]', '7', '{"probe": 1}'])('is none: %s', (text) => {
    expect(readAbout(text)).toBeNull();
  });

  it('may lack anything, and hold anything', () => {
    const about = readAbout('{"probe": "1", "tasks": "many", "hooks": [1, "a", null], "loops": {"a": 1}}')!;
    expect(about.lists.hooks).toEqual(['a']);
    expect(about.lists.loops).toEqual([]);
    expect(about.numbers.tasks).toBeNaN();
    expect(about.texts.python).toBe('');
    expect(readAbout(JSON.stringify({ probe: '1', hooks: Array(5000).fill('x') }))!.lists.hooks).toHaveLength(
      1000,
    );
  });
});
