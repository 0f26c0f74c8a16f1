const annotations: ReadonlySet<string> = new Set([
  ...['title', 'description', 'summary', '$comment', 'default', 'deprecated', 'readOnly', 'writeOnly'],
  ...['example', 'examples', 'xml', 'externalDocs'],
]);

/** Whether a keyword of a schema says something about a value without refusing any. */
export const isAnnotation = (keyword: string): boolean => annotations.has(keyword) || keyword.startsWith('x-');
