import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applyEdits } from '../../../src/lint/fixes/edits.ts';
import { fixesFor } from '../../../src/lint/fixes/fixes.ts';
import type { RuleId } from '../../../src/lint/rules.ts';
import { pythons } from '../../support/pythons.ts';
import { findingAt, marked, workspaceOf } from './support.ts';

/**
 * Programs that print what they did; `«…»` marks the call that is mended. Each must print the same after each of its
 * fixes. `URL` is a small local server's.
 */
const PROGRAMS: readonly (readonly [RuleId, string, string])[] = [
  ['CORO101', 'time.sleep', 'print(«time.sleep(0.001)»)'],
  ['CORO101', 'time.sleep', 'print([(x, «time.sleep(x / 1000)») for x in range(3)])'],
  ['CORO101', 'time.sleep', 'print({x: «time.sleep(0)» for x in "ab"}, not time.sleep(0))'],
  ['CORO101', 'time.sleep', 'print(f"<{«time.sleep(0)»!r:>9}>")'],
  ['CORO101', 'time.sleep', 'x = 1; «time.sleep(0)»; print(x)'],
  ['CORO101', 'time.sleep', 'print(«time.sleep(\n        0,  # none\n    )» or "slept")'],
  ['CORO105', 'builtins.open', 'print(«open("a.txt")».read())'],
  ['CORO105', 'builtins.open', 'print(«open("a.txt")».read().split()[0].upper())'],
  ['CORO105', 'builtins.open', 'print(«open("a.txt", encoding="utf-8").read()»[1:])'],
  ['CORO105', 'builtins.open', 'with «open("a.txt")» as f:\n        text = f.read()\n    print(text)'],
  ['CORO105', 'builtins.open', 'with «open("a.txt", "rb")» as f: print(f.read())'],
  ['CORO105', 'builtins.open', 'with «open("a.txt")» as f:\n        print(len(f.read().splitlines()[0]), 2)'],
  [
    'CORO105',
    'builtins.open',
    'with «open("b.txt", "w", encoding="utf-8")» as f:\n        n = f.write("ü1")\n    print(n, open("b.txt", "rb").read())',
  ],
  [
    'CORO105',
    'builtins.open',
    'data = b"\\r\\n"\n    with «open("b.txt", "wb")» as f:\n        f.write(data)\n    print(open("b.txt", "rb").read())',
  ],
  [
    'CORO105',
    'builtins.open',
    'with «open("a.txt")» as f, open("a.txt") as g:\n        for line in f: print(line, g.read())',
  ],
  [
    'CORO105',
    'builtins.open',
    'try:\n        with «open("none.txt")» as f:\n            print(f.read())\n    except OSError as error: print(type(error), error)',
  ],
  ['CORO105', 'builtins.open', 'print([«open(p)».read() for p in ["a.txt", "a.txt"]])'],
  ['CORO105', 'builtins.open', `print(f"{«open('a.txt')».read()}")`],
  ['CORO105', 'pathlib.Path.read_text', 'print(«pathlib.Path("a.txt").read_text(encoding="utf-8")».strip())'],
  ['CORO105', 'os.listdir', 'print(sorted(«os.listdir(".")»)[0])'],
  ['CORO105', 'pathlib.Path.glob', 'print(sorted(e.name for e in «pathlib.Path(".").glob("*")»)[:1])'],
  ['CORO105', 'glob.iglob', 'print(list(«glob.iglob("a*")»), [x for x in glob.iglob("*")])'],
  ['CORO105', 'os.stat', 'print(«os.stat("a.txt")».st_size ** 2, -os.stat("a.txt").st_size)'],
  ['CORO105', 'os.path.getsize', 'print(2 ** -«os.path.getsize("a.txt")»)'],
  ['CORO105', 'os.path.getsize', 'sizes = (s for s in [«os.path.getsize("a.txt")»])\n    print(list(sizes))'],
  ['CORO105', 'shutil.copy', 'print(«shutil.copy("a.txt", dst="c.txt")»)'],
  ['CORO104', 'subprocess.run', '«subprocess.run([sys.executable, "-c", "print(1)"])»\n    print(2)'],
  ['CORO104', 'subprocess.run', 'print(«subprocess.run([sys.executable, "-c", "exit(3)"])».returncode)'],
  [
    'CORO104',
    'subprocess.run',
    'print(«subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True)».stdout.decode())',
  ],
  [
    'CORO104',
    'subprocess.run',
    'r = «subprocess.run([sys.executable, "-c", "print(1); exit(2)"], stdout=subprocess.PIPE)»\n    print(r.returncode, r.stdout, r.stderr)',
  ],
  [
    'CORO104',
    'subprocess.run',
    'r = «subprocess.run("exit 4", shell=True, check=False)»; print(r.returncode)',
  ],
  ['CORO104', 'subprocess.call', 'print(«subprocess.call([sys.executable, "-c", ""])» == 0)'],
  [
    'CORO104',
    'subprocess.check_output',
    'print(«subprocess.check_output([sys.executable, "-c", "print(5)"], text=True)»[0])',
  ],
  ['CORO104', 'os.system', '«os.system("exit 0")»\n    print("ran")'],
  ['CORO102', 'urllib.request.urlopen', 'print(«urllib.request.urlopen(URL)».read())'],
  [
    'CORO102',
    'urllib.request.urlopen',
    'with «urllib.request.urlopen(URL, timeout=5)» as reply:\n        print(reply.status, reply.read())',
  ],
  ['CORO107', 'builtins.input', 'sys.stdin = io.StringIO("typed")\n    print(«input()»)'],
  ['CORO108', 'queue.Queue.get', 'q = queue.Queue()\n    q.put(1)\n    print(«q.get(timeout=1)» + 1)'],
  [
    'CORO108',
    'concurrent.futures.Future.result',
    'with ThreadPoolExecutor() as pool:\n        print(«pool.submit(pow, 2, 3).result()» + 1)',
  ],
  [
    'CORO108',
    'concurrent.futures.Future.result',
    'with ThreadPoolExecutor() as pool:\n        f = pool.submit(int, "x")\n        try: «f.result()»\n        except ValueError as error: print(error)',
  ],
  [
    'CORO108',
    'threading.Thread.join',
    't = threading.Thread(target=print, args=("in",))\n    t.start()\n    «t.join()»\n    print("out")',
  ],
  ['CORO110', 'hashlib.pbkdf2_hmac', 'print(«hashlib.pbkdf2_hmac("sha1", b"a", b"b", 1)».hex())'],
  ['CORO110', 'copy.deepcopy', 'print(«copy.deepcopy([1, *range(2)])»)'],
  ['CORO111', 'sum', 'print(«sum(x for x in range(4))», [sum([x]) for x in range(2)])'],
  ['CORO111', 'max', 'print(«max(*[1, 2], **{"key": abs})», max(1, 2))'],
];

const HEAD =
  '"""A program."""\nimport asyncio, copy, glob, hashlib, io, os, queue, shutil, subprocess, sys, threading, time\n' +
  'import urllib.request\nfrom concurrent.futures import ThreadPoolExecutor\n';

const TAIL = '\n\nasyncio.run(main())\n';

const DRIVER = `
import contextlib, http.server, io, json, os, sys, tempfile, threading

class Reply(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")
    def log_message(self, *args): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Reply)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = "http://127.0.0.1:%d/" % server.server_port
results = []
for source in json.load(open(sys.argv[1], encoding="utf-8")):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("a.txt", "w") as file: file.write("Some words.\\n")
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out):
                exec(compile(source, "program.py", "exec"), {"URL": url, "__name__": "__main__"})
        except BaseException as error:
            out.write("raised %r" % error)
        os.chdir("/")
    results.append(out.getvalue())
json.dump(results, open(sys.argv[2], "w"))
`;

const [oldest, newer] = [pythons().at(0)!, pythons().at(-1)!];

// Nothing of what suits 3.8 is missing in later versions.
it.each([
  { python: oldest, target: [3, 8] },
  { python: oldest, target: numbers(oldest.version) },
  { python: newer, target: numbers(newer.version) },
] as const)(
  'programs print the same after each fix for $target, on Python $python.version',
  ({ python, target }) => {
    const sources: string[] = [];
    const pairs: { name: string; before: number; after: number }[] = [];
    for (const [rule, call, body] of PROGRAMS) {
      const { file, range } = marked(`${HEAD}import pathlib\n\n\nasync def main():\n    ${body}${TAIL}`);
      const fixes = fixesFor(file, findingAt(rule, range, call), workspaceOf(target));
      expect(fixes.length, body).toBeGreaterThan(0);
      const before = sources.push(file.text) - 1;
      for (const fix of fixes) {
        const after = sources.push(applyEdits(file.text, fix.edits)) - 1;
        pairs.push({ name: `${fix.title}\n${sources[after]!}`, before, after });
      }
    }
    const printed = run(python.path, sources);
    for (const { name, before, after } of pairs) {
      expect(printed[before], name).not.toMatch(/^$|raised/);
      expect(printed[after], name).toBe(printed[before]);
    }
    expect(pairs.length).toBeGreaterThan(45);
  },
);

function numbers(version: string): [number, number] {
  const [major, minor] = version.split('.').map(Number);
  return [major!, minor!];
}

function run(python: string, sources: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'coroscope-fixes-'));
  try {
    const [input, output, driver] = ['in.json', 'out.json', 'driver.py'].map((name) => join(folder, name));
    writeFileSync(input!, JSON.stringify(sources));
    writeFileSync(driver!, DRIVER);
    execFileSync(python, [driver!, input!, output!], { stdio: 'pipe', timeout: 60_000 });
    return JSON.parse(readFileSync(output!, 'utf8')) as string[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
