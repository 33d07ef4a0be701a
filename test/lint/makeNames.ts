import { Modules } from '../../src/lint/linking/modules.ts';
import { Resolver } from '../../src/lint/linking/resolver.ts';
import { makeFileUnit, placeChunks, Unit } from '../../src/lint/linking/units.ts';
import { namesIn, type Names } from '../../src/lint/names.ts';
import type { Node } from '../../src/lint/parser.ts';
import { readFile } from '../../src/lint/reading/fileReader.ts';

/** The names of a file by itself, without a workspace around it. */
export function makeNames(root: Node, module: string, isPackage = false): Names {
  const path = module.replaceAll('.', '/') + (isPackage ? '/__init__.py' : '.py');
  const file = makeFileUnit(path, module);
  placeChunks(
    file,
    readFile(root, root.text).map(({ chunk }) => new Unit(chunk, file)),
  );
  const modules = new Modules();
  modules.add(file, module);
  return namesIn(root, file, new Resolver(modules));
}
