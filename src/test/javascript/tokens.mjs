// Makes the tokens that clients show in tests.
import { createHmac } from 'node:crypto';

export const SECRET = 'a secret of the tests in JavaScript';

export function token(claims) {
  const part = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const signed = `${part({ alg: 'HS256' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

// Seconds from now, as `exp` has it.
export const soon = (seconds) => Math.floor(Date.now() / 1000) + seconds;
