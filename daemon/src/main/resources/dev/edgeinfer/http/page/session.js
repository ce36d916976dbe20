// Who uses the page, and what that one may do.

import { get, onUnknownCaller, post } from './api.js';

const ROLES = ['view', 'operate', 'admin'];

/** Tells `change` when somebody has logged in or out, or has been forgotten by the board. */
class Session extends EventTarget {
  #state = { required: true, name: null, role: null };

  constructor() {
    super();
    onUnknownCaller(() => this.#set({ required: true, name: null, role: null }));
  }

  /** Asks the board who we are. */
  async load() {
    this.#set(await get('/session'));
  }

  async logIn(name, password) {
    this.#set(await post('/login', { name, password }));
  }

  async logOut() {
    this.#set(await post('/logout'));
  }

  /** Whether the board tells us anything. */
  get isKnown() {
    return this.#state.role !== null;
  }

  /** Whether there is something to log out of. */
  get canLogOut() {
    return this.#state.required && this.isKnown;
  }

  get name() {
    return this.#state.name;
  }

  get role() {
    return this.#state.role;
  }

  may(role) {
    return ROLES.indexOf(this.#state.role) >= ROLES.indexOf(role);
  }

  /** Why something may not be done, for people; null: it may. */
  obstacle(role) {
    return this.may(role) ? null : `Needs the role ${role}; ${this.#state.name} has ${this.#state.role}`;
  }

  #set(state) {
    const before = this.#state;
    this.#state = { required: state.required, name: state.name, role: state.role };
    if (before.role !== state.role || before.name !== state.name || before.required !== state.required) {
      this.dispatchEvent(new Event('change'));
    }
  }
}

export const session = new Session();
