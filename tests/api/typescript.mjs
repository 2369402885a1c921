// Lists the public API of the Node package from the declarations that tsc writes: what each entry exports, and every
// declaration that one of these names.

import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} File
 * @property {Map<string, string[]>} declared statements by the name that they declare
 * @property {Map<string, { from: string, name: string }>} imported
 * @property {Map<string, { from?: string, name: string }>} exported
 * @property {string[]} all files that are exported as a whole
 */

const dist = fileURLToPath(new URL("../../bindings-node/dist/", import.meta.url));
const ENTRIES = ["index", "opentelemetry", "testing"];
const DECLARATION = /^(export )?(?:declare )?(?:abstract )?(?:class|interface|type|function|const|let|enum|namespace) (\w+)/;

/** @type {Map<string, File>} */
const files = new Map();

/**
 * The statements of a file, without comments and private members. Each begins at the start of a line.
 * @param {string} path
 */
function statements(path) {
  const text = readFileSync(path, "utf8").replaceAll(/\/\*[\s\S]*?\*\/\n?/g, "");
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !/^\s*(\/\/|#private;|private )/.test(line));
  /** @type {string[]} */
  const found = [];
  for (const line of lines) {
    if (/^[^\s})]/.test(line) || found.length === 0) found.push(line.trimEnd());
    else found[found.length - 1] += `\n${line.trimEnd()}`;
  }
  return found;
}

/**
 * @param {string} path without its extension
 * @returns {File}
 */
function read(path) {
  const known = files.get(path);
  if (known !== undefined) return known;
  /** @type {File} */
  const file = { declared: new Map(), imported: new Map(), exported: new Map(), all: [] };
  files.set(path, file);
  for (const statement of statements(`${path}.d.ts`)) {
    const [, source] = / from "([^"]+)";$/.exec(statement) ?? [];
    const from = source?.startsWith(".") ? resolve(dirname(path), source.replace(/\.js$/, "")) : undefined;
    const declaration = DECLARATION.exec(statement);
    if (/^export (type )?\*/.test(statement) && from !== undefined) file.all.push(from);
    else if (/^(import|export) (type )?\{/.test(statement)) bind(file, statement, from);
    else if (declaration !== null) {
      const [, exported, name = ""] = declaration;
      file.declared.set(name, [...(file.declared.get(name) ?? []), statement]);
      if (exported) file.exported.set(name, { name });
    } else if (/^declare module "/.test(statement)) {
      // Members that a class of another file has: shown with that class.
      const [, module = ""] = /^declare module "([^"]+)"/.exec(statement) ?? [];
      const [, name = ""] = /interface (\w+)/.exec(statement) ?? [];
      const declared = read(resolve(dirname(path), module)).declared;
      declared.set(name, [...(declared.get(name) ?? []), statement]);
    } else if (!/^import /.test(statement)) throw new Error(`${relative(dist, path)}: cannot read: ${statement}`);
  }
  return file;
}

/**
 * Names of `import { … }` and `export { … }`.
 * @param {File} file
 * @param {string} statement
 * @param {string | undefined} from
 */
function bind(file, statement, from) {
  const names = statement.slice(statement.indexOf("{") + 1, statement.indexOf("}")).split(",");
  for (const part of names.map((name) => name.trim().replace(/^type /, "")).filter((name) => name !== "")) {
    const [name = "", as = name] = part.split(" as ");
    if (statement.startsWith("export")) file.exported.set(as, from === undefined ? { name } : { from, name });
    else if (from !== undefined) file.imported.set(as, { from, name });
  }
}

/**
 * Where a name that a file exports is declared.
 * @param {string} path
 * @param {string} name
 * @returns {{ path: string, name: string } | undefined}
 */
function exported(path, name) {
  const file = read(path);
  const own = file.exported.get(name);
  if (own?.from !== undefined) return exported(own.from, own.name);
  if (own !== undefined) return local(path, own.name);
  for (const from of file.all) {
    const found = exported(from, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Where a name that a file uses is declared.
 * @param {string} path
 * @param {string} name
 */
function local(path, name) {
  const file = read(path);
  if (file.declared.has(name)) return { path, name };
  const imported = file.imported.get(name);
  return imported && exported(imported.from, imported.name);
}

/**
 * Names that a file exports.
 * @param {string} path
 * @returns {string[]}
 */
function names(path) {
  const file = read(path);
  return [...new Set([...file.exported.keys(), ...file.all.flatMap(names)])].sort();
}

/** @type {string[]} */
const lines = [];
/** @type {Map<string, string>} declarations by name and file */
const printed = new Map();
/** @type {{ path: string, name: string }[]} */
const waiting = [];
for (const entry of ENTRIES) {
  const path = join(dist, entry);
  for (const name of names(path)) {
    const found = exported(path, name);
    if (found === undefined) throw new Error(`${entry} exports ${name}, which is declared nowhere`);
    lines.push(`export ${entry}.${name}${found.name === name ? "" : ` = ${found.name}`}`);
    waiting.push(found);
  }
}
for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
  const { path, name } = next;
  if (printed.has(`${name} ${path}`)) continue;
  const text = (read(path).declared.get(name) ?? []).join("\n").replaceAll(/^(export )?(declare )?/gm, "");
  printed.set(`${name} ${path}`, text);
  for (const word of new Set(text.match(/[A-Za-z_]\w*/g))) {
    const found = local(path, word);
    if (found !== undefined) waiting.push(found);
  }
}
const order = [...printed.keys()].sort();
console.log([...lines, "", ...order.map((key) => printed.get(key))].join("\n"));
