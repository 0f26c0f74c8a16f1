/** One request as an emulator sees it, already read from the wire. */
export interface EmulatorRequest {
  readonly method: string;
  /** Path as the vendor would see it: percent-encoded, without the sandbox's `/{provider}` prefix and without the query. */
  readonly path: string;
  /** The query exactly as it arrived, without the question mark; `''` when there is none. */
  readonly rawQuery: string;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; `''` when there is none. */
  readonly text: string;
  /** Parts of a multipart/form-data body by name (file parts as text); `undefined` for any other body. */
  readonly form?: ReadonlyMap<string, string>;
}

/** What an emulator answers. An object body is sent as `application/json`; a string as it is, under `contentType`. */
export interface EmulatorAnswer {
  readonly status: number;
  readonly body?: object | string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route handler works on. Handlers are synchronous, so that each request is atomic. */
export interface Exchange<State> {
  readonly request: EmulatorRequest;
  /** Percent-decoded named groups of the route's pattern. */
  readonly params: Readonly<Record<string, string>>;
  /** The present state; a write changes it in place, after all its checks passed. */
  readonly state: State;
  /** What reads may see: the state itself, or an older copy of it while a consistency delay is set. */
  readonly view: State;
}

export interface Route<State> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Anchored pattern over the encoded path; named groups become `params`. The first route that matches wins. */
  readonly pattern: RegExp;
  readonly effect: 'read' | 'write';
  handle(exchange: Exchange<State>): EmulatorAnswer;
}

/** Ways to bend a good answer that need to know the vendor's shapes. Each takes a copy of the body and returns the bent one. */
export interface Distortions {
  /** Replaces the states and other enum members by one that no document knows. */
  unknownEnum(body: object): object;
  /** Replaces the organization the answer speaks of by another one. */
  otherOrganization(body: object): object;
}

/** A stateful stand-in for one vendor, written from the facts about it and from nothing of the gateway's. */
export interface Emulator<State extends object = object> {
  readonly provider: string;
  /** A fresh copy of the state a new sandbox starts with: plain JSON data. */
  seed(): State;
  /** Adds `count` generated organizations, for paging and load. */
  populate(state: State, count: number): void;
  /** Seeded objects that are safe to show in examples: one organization that every seed operation can be tried on. */
  readonly showcase: { readonly organization: string; readonly externalAccount?: string };
  /** Credentials that it accepts, under the names that a connection's configuration gives them. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Request headers that carry secrets besides `authorization` (lower-case names): the ledger masks them. */
  readonly secretHeaders?: readonly string[];
  /** The vendor's own refusal when the credentials are missing or wrong; `undefined` when they are good. */
  refuse(request: EmulatorRequest, state: State): EmulatorAnswer | undefined;
  readonly routes: readonly Route<State>[];
  /** The vendor's answer when the path is unknown, or known under other methods only. */
  noRoute(request: EmulatorRequest, otherMethods: boolean): EmulatorAnswer;
  /** The vendor's own error body for a status, for fault injection. */
  failure(status: number): EmulatorAnswer;
  readonly distortions: Distortions;
}
