// Asks the API, as every part of the page does.

/** What went wrong, in the words of the API where it has answered. */
export class Problem extends Error {
  /**
   * @param status of the answer; 0: there was none
   * @param type of the problem without its prefix, such as `wrong-role`; empty: not told
   * @param members of the problem document
   */
  constructor(status, type, detail, members = {}) {
    super(detail);
    this.status = status;
    this.type = type;
    this.members = members;
  }
}

const TYPE = 'urn:edge-infer:problem:';

let whenUnknown = () => {};

/** @param listener called when an answer says that nobody is logged in */
export function onUnknownCaller(listener) {
  whenUnknown = listener;
}

/**
 * The answer, whatever it is; a body that is no text is sent as JSON.
 *
 * @throws Problem when there is none, or its status is none of success
 */
export async function send(method, path, { body, headers = {}, signal } = {}) {
  const options = { method, signal, cache: 'no-store', headers: { 'X-Requested-With': 'edge-infer', ...headers } };
  if (body !== undefined) {
    options.body = typeof body === 'string' ? body : JSON.stringify(body);
    options.headers['Content-Type'] ??= 'application/json';
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new Problem(0, '', 'The board does not answer');
  }
  if (!response.ok) {
    throw await problemOf(response, path);
  }
  return response;
}

async function problemOf(response, path) {
  const members = await response.json().catch(() => ({}));
  const type = String(members.type ?? '').replace(TYPE, '');
  const problem = new Problem(response.status, type, members.detail ?? `The board answered ${response.status}`, members);
  if (response.status === 401 && path !== '/login') {
    whenUnknown();
  }
  return problem;
}

export async function get(path, options) {
  return (await send('GET', path, options)).json();
}

export async function put(path, body) {
  return (await send('PUT', path, { body })).json();
}

export async function post(path, body) {
  return (await send('POST', path, { body })).json();
}

/** A path with names put into it: at(`/cameras/`, name, `/snapshot.jpg`). A name may have slashes. */
export function at(before, name, after = '') {
  return before + name.split('/').map(encodeURIComponent).join('/') + after;
}
