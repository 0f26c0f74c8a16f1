/** A parsed OpenAPI document that may be changed in place. */
export interface Document {
  readonly paths: Tree;
  readonly components: { readonly schemas: Tree; readonly parameters: Tree };
}
interface Tree {
  [name: string]: unknown;
}

/** Each edit throws where the document has no such place, so that none can pass by changing nothing. */
function missing(what: string): never {
  throw new Error(`The document has no ${what}`);
}
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;
const treeIn = (tree: Tree, name: string): Tree => {
  const found = tree[name];
  return isTree(found) ? found : missing(name);
};
const schemaPart = ({ components }: Document, place: readonly string[]): Tree =>
  place.reduce<Tree>(treeIn, components.schemas);

/** Adds a member to the list at a place below the schemas. */
export function addMember(document: Document, place: readonly string[], member: string): void {
  const list = schemaPart(document, place);
  if (!Array.isArray(list)) missing(`list at ${place.join('/')}`);
  list.push(member);
}

/** Drops a member from the list at a place below the schemas. */
export function drop(document: Document, place: readonly string[], member: string): void {
  const list = schemaPart(document, place);
  if (!Array.isArray(list) || !list.includes(member)) missing(`${member} at ${place.join('/')}`);
  list.splice(list.indexOf(member), 1);
}

/** Gives a property of a schema another name, or removes it. */
export function rename(document: Document, schema: readonly string[], from: string, to: string | undefined): void {
  const { properties, required } = schemaPart(document, schema);
  if (!isTree(properties) || !(from in properties)) missing(from);
  if (to !== undefined) properties[to] = properties[from];
  delete properties[from];
  if (!Array.isArray(required) || !required.includes(from)) return;
  required.splice(required.indexOf(from), 1, ...(to === undefined ? [] : [to]));
}

export function renameOperation(document: Document, from: string, to: string): void {
  operation(document, from).operationId = to;
}

/** Documents one more error status of an operation. */
export function addStatus(document: Document, operationId: string, status: string): void {
  const responses = treeIn(operation(document, operationId), 'responses');
  if (status in responses) throw new Error(`${operationId} has ${status} already`);
  responses[status] = treeIn(responses, '400');
}

/** Gives a shared path parameter another name, there and in the paths. */
export function renameParameter({ paths, components }: Document, from: string, to: string): void {
  const parameter = Object.values(components.parameters).find(
    (each) => isTree(each) && each.in === 'path' && each.name === from,
  );
  if (!isTree(parameter)) missing(`path parameter ${from}`);
  parameter.name = to;
  for (const [path, item] of Object.entries(paths)) {
    delete paths[path];
    paths[path.replace(`{${from}}`, `{${to}}`)] = item;
  }
}

function operation({ paths }: Document, operationId: string): Tree {
  const all = Object.values(paths).flatMap((item) => (isTree(item) ? Object.values(item) : []));
  const found = all.find((each) => isTree(each) && each.operationId === operationId);
  return isTree(found) ? found : missing(operationId);
}
