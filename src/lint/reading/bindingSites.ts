import type { Node } from '../parser.ts';
import { importedNames } from './imports.ts';
import type { ScopeKind } from './scope.ts';
import { decoratorsOf, field, isAsync, isComprehension, parts } from './syntax.ts';

/** A place that binds a name in a scope. */
export interface Site {
  readonly name: string;
  /**
   * `import` and `definition`: the statement. `self`, `cls`: the first parameter of a method. `declared`: by a type.
   * `value`: by an expression, of which it takes the steps; a null node is anything.
   */
  readonly kind: 'import' | 'definition' | 'self' | 'cls' | 'declared' | 'value';
  readonly node: Node | null;
  readonly steps: readonly string[];
  readonly isParameter: boolean;
  /** Index in the text from which on it is bound. */
  readonly from: number;
  /** The suite it stands in: in this, after it, it certainly ran. */
  readonly block: Span;
  readonly loops: readonly Span[];
}

interface Span {
  readonly startIndex: number;
  readonly endIndex: number;
}

interface Place {
  readonly block: Span;
  readonly loops: readonly Span[];
}

/** All places that bind names in one scope, in the order of the text. */
export function bindingSites(
  kind: ScopeKind,
  scope: Node,
): { sites: Map<string, Site[]>; globalNames: Set<string> } {
  const sites = new Map<string, Site[]>();
  const globalNames = new Set<string>();
  const outerNames = new Set<string>();

  const add = (
    name: string,
    kind: Site['kind'],
    node: Node | null,
    from: number,
    place: Place,
    steps: readonly string[] = [],
    isParameter = false,
  ): void => {
    const site = { name, kind, node, steps, isParameter, from, block: place.block, loops: place.loops };
    const others = sites.get(name);
    if (others === undefined) sites.set(name, [site]);
    else others.push(site);
  };

  /** A target of an assignment, a loop, a `with`: names get the steps of the value. */
  const addTarget = (
    target: Node,
    value: Node | null,
    steps: readonly string[],
    from: number,
    place: Place,
  ): void => {
    switch (target.type) {
      case 'identifier':
        add(target.text, 'value', value, from, place, steps);
        break;
      case 'pattern_list':
      case 'tuple_pattern':
      case 'list_pattern':
      case 'tuple':
      case 'list': {
        const targets = parts(target);
        const values = value === null || steps.length > 0 ? [] : displayed(value);
        const matches =
          values.length === targets.length && targets.every((part) => !part.type.includes('splat'));
        targets.forEach((part, index) => {
          if (matches) addTarget(part, values[index] ?? null, [], from, place);
          else addTarget(part, value, [...steps, '(item)'], from, place);
        });
        break;
      }
      case 'list_splat_pattern':
      case 'list_splat':
        for (const part of parts(target)) addTarget(part, null, [], from, place);
        break;
      case 'parenthesized_expression':
      case 'as_pattern_target':
        for (const part of parts(target)) addTarget(part, value, steps, from, place);
    }
  };

  const addAssignment = (assignment: Node, place: Place): void => {
    // `a = b = value` is an assignment whose value is an assignment: each name gets the last value.
    const chain = [assignment];
    let value = field(assignment, 'right');
    for (; value?.type === 'assignment'; value = field(value, 'right')) chain.push(value);
    for (const each of chain.reverse()) {
      const left = field(each, 'left');
      const type = field(each, 'type');
      if (left === null) continue;
      if (type !== null && left.type === 'identifier') add(left.text, 'declared', type, each.endIndex, place);
      else addTarget(left, value, [], each.endIndex, place);
    }
  };

  const addPattern = (pattern: Node, place: Place): void => {
    for (const part of pattern.namedChildren) {
      const name = part.type === 'dotted_name' && part.namedChildCount === 1 ? part.text : null;
      const isCapture =
        part.type === 'identifier'
          ? pattern.type === 'as_pattern' || pattern.type === 'splat_pattern'
          : name !== null && pattern.type !== 'class_pattern';
      if (isCapture) add(part.text, 'value', null, part.endIndex, place);
      else addPattern(part, place);
    }
  };

  const visit = (statement: Node, place: Place): void => {
    switch (statement.type) {
      case 'expression_statement':
        for (const child of statement.namedChildren)
          if (child.type === 'assignment') addAssignment(child, place);
        return;
      case 'import_statement':
      case 'import_from_statement':
        for (const { name } of importedNames(statement))
          add(name, 'import', statement, statement.endIndex, place);
        return;
      case 'decorated_definition': {
        const definition = field(statement, 'definition');
        if (definition !== null) visit(definition, place);
        return;
      }
      case 'function_definition':
      case 'class_definition': {
        const name = field(statement, 'name');
        if (name !== null) add(name.text, 'definition', statement, statement.endIndex, place);
        return;
      }
      case 'type_alias_statement':
        return;
      case 'global_statement':
        for (const name of statement.namedChildren) globalNames.add(name.text);
        return;
      case 'nonlocal_statement':
        for (const name of statement.namedChildren) outerNames.add(name.text);
        return;
      case 'for_statement': {
        const left = field(statement, 'left');
        const right = field(statement, 'right');
        const body = field(statement, 'body');
        const loop = { ...place, loops: [...place.loops, statement] };
        if (left !== null && body !== null)
          addTarget(left, right, [isAsync(statement) ? '(aiter)' : '(iter)'], left.endIndex, {
            ...loop,
            block: body,
          });
        for (const child of statement.namedChildren)
          if (child.type === 'block') visitBlock(child, loop);
          else if (child.type.endsWith('clause')) visit(child, place);
        return;
      }
      case 'while_statement': {
        const loop = { ...place, loops: [...place.loops, statement] };
        for (const child of statement.namedChildren)
          if (child.type === 'block') visitBlock(child, loop);
          else if (child.type.endsWith('clause')) visit(child, place);
        return;
      }
      case 'with_statement': {
        const step = isAsync(statement) ? '(aenter)' : '(enter)';
        for (const clause of statement.namedChildren)
          if (clause.type === 'with_clause')
            for (const item of clause.namedChildren) {
              const bound = field(item, 'value');
              const target = bound?.type === 'as_pattern' ? field(bound, 'alias') : null;
              // What a `with` binds is bound after it, too.
              if (bound && target) addTarget(target, bound.firstNamedChild, [step], item.endIndex, place);
            }
        // Its suite always runs: what is bound in it is as certain as what is bound around it.
        for (const child of statement.namedChildren)
          if (child.type === 'block') for (const inner of child.namedChildren) visit(inner, place);
        return;
      }
      case 'except_clause':
      case 'except_group_clause': {
        for (const child of statement.namedChildren)
          if (child.type === 'as_pattern') {
            const alias = field(child, 'alias');
            if (alias !== null) addTarget(alias, null, [], alias.endIndex, place);
          } else if (child.type === 'block') visitBlock(child, place);
        return;
      }
      case 'case_clause':
        for (const child of statement.namedChildren)
          if (child.type === 'case_pattern') addPattern(child, place);
          else if (child.type === 'block') visitBlock(child, place);
        return;
      case 'block':
        visitBlock(statement, place);
        return;
      case 'if_statement':
      case 'elif_clause':
      case 'else_clause':
      case 'try_statement':
      case 'finally_clause':
      case 'match_statement':
      case 'ERROR':
        for (const child of statement.namedChildren) visit(child, place);
    }
  };

  const visitBlock = (block: Node, place: Place): void => {
    const inner = { ...place, block };
    for (const child of block.namedChildren) visit(child, inner);
  };

  const addParameters = (parameters: Node, place: Place): void => {
    let isFirst = true;
    for (const parameter of parts(parameters)) {
      const type = field(parameter, 'type');
      const target =
        parameter.type === 'identifier' ? parameter : (field(parameter, 'name') ?? parts(parameter)[0]);
      const from = scope.startIndex;
      if (target === undefined || target.type.endsWith('separator')) {
        isFirst = false;
        continue;
      }
      if (target.type.includes('splat') || parameter.type.includes('splat')) {
        const name = target.type === 'identifier' ? target : target.firstNamedChild;
        if (name !== null) add(name.text, 'value', null, from, place, [], true);
      } else if (type !== null) add(target.text, 'declared', type, from, place, [], true);
      else {
        const role = isFirst ? receiverRole(scope) : null;
        if (role !== null) add(target.text, role, parameter, from, place, [], true);
        else {
          const value = field(parameter, 'value');
          add(target.text, 'value', value?.type === 'none' ? value : null, from, place, [], true);
        }
      }
      isFirst = false;
    }
  };

  const whole: Place = { block: scope, loops: [] };
  if (isComprehension(scope.type)) {
    for (const clause of scope.namedChildren)
      if (clause.type === 'for_in_clause') {
        const left = field(clause, 'left');
        const step = clause.firstChild?.type === 'async' ? '(aiter)' : '(iter)';
        if (left !== null) addTarget(left, field(clause, 'right'), [step], scope.startIndex, whole);
      }
    return { sites, globalNames };
  }
  if (kind === 'function' || kind === 'lambda') {
    const parameters = field(scope, 'parameters');
    if (parameters !== null) addParameters(parameters, whole);
  }
  const body = kind === 'module' ? scope : field(scope, 'body');
  if (body !== null) {
    if (kind === 'module') visit(body, { block: body, loops: [] });
    else if (kind !== 'lambda') visitBlock(body, whole);
    if (kind !== 'class') addWalruses(body, scope, whole, add);
  }
  for (const name of [...globalNames, ...outerNames]) if (kind !== 'module') keepGlobals(name);
  return { sites, globalNames };

  /** What a function binds elsewhere is none of its own names, but `global` ones are read from here by the module. */
  function keepGlobals(name: string): void {
    if (outerNames.has(name)) sites.delete(name);
  }
}

type Add = (name: string, kind: 'value', node: Node | null, from: number, place: Place) => void;

/** `:=` binds in the function around, also from within comprehensions. */
function addWalruses(body: Node, scope: Node, place: Place, add: Add): void {
  if (!body.text.includes(':=')) return;
  for (const walrus of body.descendantsOfType('named_expression')) {
    let around = walrus.parent;
    while (
      around !== null &&
      around.id !== scope.id &&
      !(
        around.type === 'lambda' ||
        around.type === 'function_definition' ||
        around.type === 'class_definition'
      )
    )
      around = around.parent;
    const name = field(walrus, 'name');
    if (name !== null && (around === null || around.id === scope.id))
      add(name.text, 'value', field(walrus, 'value'), walrus.endIndex, place);
  }
}

/** What the first parameter of a function is, by where and how that is defined. */
function receiverRole(definition: Node): 'self' | 'cls' | null {
  if (definition.type !== 'function_definition') return null;
  const holder = definition.parent?.type === 'decorated_definition' ? definition.parent : definition;
  const owner = holder.parent?.type === 'block' ? holder.parent.parent : null;
  if (owner?.type !== 'class_definition') return null;
  const decorators = decoratorsOf(definition).map((decorator) => decorator.text);
  if (decorators.includes('staticmethod')) return null;
  const name = field(definition, 'name')?.text ?? '';
  const isClassMethod = /^__(new|init_subclass|class_getitem)__$/.test(name);
  return isClassMethod || decorators.includes('classmethod') ? 'cls' : 'self';
}

/** The elements of a tuple or list that is written out. */
function displayed(node: Node): readonly Node[] {
  const isDisplay = node.type === 'tuple' || node.type === 'list' || node.type === 'expression_list';
  return isDisplay ? parts(node) : [];
}
