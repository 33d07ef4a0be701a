import type { Node } from '../parser.ts';

/** What one import statement binds; relative imports begin with `@` and their number of dots. */
export function importedNames(statement: Node): { readonly name: string; readonly symbol: string }[] {
  if (statement.type === 'import_statement')
    return statement.childrenForFieldName('name').map((imported) => {
      const alias = imported.childForFieldName('alias')?.text;
      const path = dottedText(imported.childForFieldName('name') ?? imported);
      if (alias !== undefined) return { name: alias, symbol: path };
      const first = path.split('.', 1)[0] ?? path;
      return { name: first, symbol: first };
    });
  const from = importedModule(statement);
  if (from === null) return [];
  return statement.childrenForFieldName('name').map((imported) => {
    const name = dottedText(imported.childForFieldName('name') ?? imported);
    return { name: imported.childForFieldName('alias')?.text ?? name, symbol: `${from}.${name}` };
  });
}

/** The module of `from module import …`. */
export function importedModule(statement: Node): string | null {
  const module = statement.childForFieldName('module_name');
  if (module === null) return statement.type === 'future_import_statement' ? '__future__' : null;
  if (module.type !== 'relative_import') return dottedText(module);
  const dots = module.text.match(/\./g)?.length ?? 0;
  const path = module.namedChildren.find((child) => child.type === 'dotted_name');
  const prefix = module.namedChildren.find((child) => child.type === 'import_prefix');
  const level = prefix === undefined ? dots : (prefix.text.match(/\./g)?.length ?? 0);
  return path === undefined ? `@${level}` : `@${level}.${dottedText(path)}`;
}

export function isStarImport(statement: Node): boolean {
  return statement.namedChildren.some((child) => child.type === 'wildcard_import');
}

function dottedText(node: Node): string {
  return node.text.replace(/\s|\\/g, '');
}
