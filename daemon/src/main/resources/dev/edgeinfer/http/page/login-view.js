// Asks who you are.

import { h, setText } from './dom.js';
import { session } from './session.js';

export const title = 'Log in';

export function mount(root) {
  const name = h('input', { id: 'login-name', name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true });
  const password = h('input', { id: 'login-password', name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const error = h('p', { class: 'form-error', role: 'alert' });
  const submit = h('button', { type: 'submit', class: 'primary wide' }, 'Log in');
  const form = h('form', { class: 'login' },
    h('img', { src: '/page/icon.svg', alt: '', width: 44, height: 44 }),
    h('h1', {}, 'Log in'),
    h('p', { class: 'hint' }, 'With a name that this board knows; ', h('code', {}, 'edge-infer auth add'), ' makes one.'),
    h('label', { for: 'login-name' }, 'Name'), name,
    h('label', { for: 'login-password' }, 'Password'), password,
    error, submit);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    setText(error, '');
    submit.setAttribute('aria-busy', 'true');
    submit.disabled = true;
    try {
      await session.logIn(name.value, password.value);
    } catch (e) {
      setText(error, sentence(e));
      password.select();
    } finally {
      submit.disabled = false;
      submit.removeAttribute('aria-busy');
    }
  });
  root.append(form);
  name.focus();
}

function sentence(problem) {
  return problem.type === 'not-logged-in' ? 'Name or password is wrong.' : `${problem.message}.`;
}
