import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the documentation viewer's own files. */
export const docsFolder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

/** Those that the page needs. The viewer's demonstration page is none of them: it loads a document from elsewhere. */
export const docsAssets = [
  'favicon-32x32.png',
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
] as const;

export const docsPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Orgway API</title>
    <link rel="icon" href="/docs/assets/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script>
      SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, docExpansion: 'none', validatorUrl: null });
    </script>
  </body>
</html>
`;
