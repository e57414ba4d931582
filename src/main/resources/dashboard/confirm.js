import { $ } from './dom.js';

/** Asks once, naming what will happen; resolves with whether it shall. */
export function confirm(question, verb) {
  const dialog = $('confirm');
  $('question').textContent = question;
  $('confirmed').textContent = verb;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === 'yes');
  });
}

/** Tells what went wrong, until it is read. */
export function problem(text) {
  $('problem').textContent = text;
  clearTimeout(problem.timer);
  problem.timer = setTimeout(() => { $('problem').textContent = ''; }, 10000);
}

/** Changes something in the cluster, if the person who was asked agrees; resolves with whether it was done. */
export async function change(feed, { question, verb, ask, body }) {
  if (!await confirm(question, verb)) {
    return false;
  }
  try {
    await feed.ask(ask, body);
    return true;
  } catch (failure) {
    problem(`${verb}: ${failure.message}`);
    return false;
  }
}
