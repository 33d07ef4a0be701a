/** Serves what the benchmark's pages load, on this machine only. */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** A server and what it serves: texts and bytes by path, and the files of some folders. */
export class BenchServer {
  readonly made = new Map<string, string | Uint8Array>();
  readonly folders = new Map<string, string>();
  private server: Server | undefined;

  /** Starts to listen; answers where. */
  async start(): Promise<string> {
    this.server = createServer(({ url = '/' }, response) =>
      this.answer(new URL(url, 'http://bench').pathname, response),
    );
    await new Promise<void>((done) => this.server!.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private answer(path: string, response: ServerResponse): void {
    // Only pages that are isolated have a fine clock.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
    const made = this.made.get(path);
    if (made !== undefined) {
      response.end(made);
      return;
    }
    const file = this.fileOf(path);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Length', statSync(file).size);
    createReadStream(file, { highWaterMark: 1 << 20 }).pipe(response);
  }

  private fileOf(path: string): string | undefined {
    for (const [prefix, folder] of this.folders) {
      if (!path.startsWith(prefix)) continue;
      const file = join(folder, normalize(decodeURIComponent(path.slice(prefix.length))));
      if (file.startsWith(folder) && statSync(file, { throwIfNoEntry: false })?.isFile() === true)
        return file;
    }
    return undefined;
  }
}
