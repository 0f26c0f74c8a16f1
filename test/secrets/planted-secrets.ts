import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** Unlike any other, with what encodings change. */
const canary = (name: string): string => `canary-${name}-${randomBytes(9).toString('hex')}/+=?&"é`;
const plain = (name: string): string => `canary-${name}-${randomBytes(9).toString('hex')}`;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

/** Twelve secrets and more, of every kind that a gateway has or is shown. */
export const planted = {
  adminApiKey: plain('userhub'),
  apiToken: plain('softwareone'),
  projectId: plain('project'),
  projectSecret: canary('stytch'),
  personalToken: plain('zitadel'),
  clientId: canary('client'),
  clientSecret: canary('client-secret'),
  /** A line out of the key file. */
  serviceKey: pem.split('\n')[7] ?? '',
  accessToken: plain('access-token'),
  databasePassword: plain('database'),
  secretKey: randomBytes(32).toString('base64'),
  actingSession: plain('session'),
  apiKey: plain('api-key'),
} as const;

/** The key file that the line is from. */
export const serviceAccountKey = JSON.stringify({ type: 'serviceaccount', keyId: 'k1', key: pem, userId: '3200' });

/** What each connection is given. */
export const credentials = {
  userhub: { adminApiKey: planted.adminApiKey },
  softwareone: { apiToken: planted.apiToken },
  stytch: { projectId: planted.projectId, secret: planted.projectSecret },
  zitadel: { token: planted.personalToken },
  'zitadel-client': { clientId: planted.clientId, clientSecret: planted.clientSecret },
  'zitadel-key': { serviceAccountKey },
} as const;
