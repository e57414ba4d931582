import { $ } from './dom.js';

/** Shows the form, and calls back when somebody has logged in. */
export function login(done) {
  const form = $('login');
  form.hidden = false;
  form.elements.user.focus();
  form.onsubmit = async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    $('refused').textContent = '';
    const refusal = await attempt(form.elements.user.value, form.elements.password.value);
    button.disabled = false;
    form.elements.password.value = '';
    if (refusal) {
      $('refused').textContent = refusal;
      form.elements.password.focus();
    } else {
      form.hidden = true;
      done();
    }
  };
}

// Nothing if it went well, else what to tell.
async function attempt(user, password) {
  try {
    const answer = await fetch('login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ user, password }),
    });
    if (answer.ok) {
      return '';
    }
    if (answer.status === 429) {
      return `too many attempts; try again in ${answer.headers.get('Retry-After') || 'some'} s`;
    }
    return (await answer.json()).error;
  } catch (away) {
    return 'the node does not answer';
  }
}

/** Ends the session of this browser. */
export function logout() {
  return fetch('logout', { method: 'POST', headers: { 'Content-Type': 'application/json' } });
}
