import type { Socket } from 'node:net';
import { answerOf, type Passed, type Sabotage, type Trapped } from '../support/breaking-proxy.ts';

/** Has the request executed, and then does this instead of answering. */
export const passed =
  (then: (socket: Socket, answer: Passed, trapped: Trapped) => void): Sabotage =>
  async (trapped) =>
    then(trapped.socket, await trapped.pass(), trapped);

/** Has the request executed, and then writes these bytes and does something to the connection. */
export const bytes = (text: string, then: (socket: Socket) => void = () => {}): Sabotage =>
  passed((socket) => socket.write(text, 'latin1', () => then(socket)));

/** Has the request executed, and then writes the answer with another body. */
export const bent = (bend: (body: object, trapped: Trapped) => object): Sabotage =>
  passed((socket, answer, trapped) => {
    const good = answer.body === '' ? {} : JSON.parse(answer.body);
    const body = JSON.stringify(bend(structuredClone(good), trapped));
    if (body === answer.body) throw new Error(`the answer ${body} does not show the fault`);
    socket.write(answerOf({ ...answer, body }));
  });

/** Has the request executed, and then says that it was not, in the vendor's own words. */
export const failing = (status: number, head = ''): Sabotage =>
  passed((socket, _answer, { emulator }) => {
    const { body = '' } = emulator.failure(status);
    socket.write(answerOf({ status, body: typeof body === 'string' ? body : JSON.stringify(body) }, head));
  });

/** Has the request executed, and answers it well, when the test says so. */
export const answeredLate: Sabotage = async ({ socket, released, pass }) => {
  await released;
  socket.write(answerOf(await pass()));
};

/** A body with another value at one place, made from the one that is there. */
export function replacedAt(body: object, path: readonly string[], change: (value: unknown) => unknown): object {
  const holder = path.slice(0, -1).reduce((found, name) => Reflect.get(found, name), body);
  const last = path.at(-1) ?? '';
  Reflect.set(holder, last, change(Reflect.get(holder, last)));
  return body;
}

/** Writes the same again and again until the other side has enough. */
export function repeating(socket: Socket, text: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(text), everyMs);
  socket.once('close', () => clearInterval(timer));
}

export const end = (socket: Socket): void => {
  socket.end();
};
export const reset = (socket: Socket): void => {
  socket.resetAndDestroy();
};

/** Head of a success whose body never comes whole. */
export const longHead = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"id":';
