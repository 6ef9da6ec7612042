// api.js - Requests to /api/v1, each asked once for a page.
import { href } from './ui.js';

export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }
}
const kept = new Map();

export const apiUrl = (view, params, format) => href('/api/v1/' + view, { ...params, format });

async function ask(url) {
  let answer;
  try {
    answer = await fetch(url, { headers: { Accept: 'application/json' } });
  } catch {
    throw new Problem(0, 'The server does not answer', 'Is `chancery serve` still running?');
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(answer.status, body.title || 'It went wrong', body.detail);
  return body;
}
// Answers are shared within a minute; the server's ETag makes asking again cheap.
export function api(view, params = {}) {
  const url = apiUrl(view, params);
  const old = kept.get(url);
  if (old && Date.now() - old.at < 60000) return old.answer;
  const answer = ask(url);
  kept.set(url, { at: Date.now(), answer });
  answer.catch(() => kept.delete(url));
  return answer;
}
export const rows = async (view, params) => (await api(view, params)).rows;

export async function correct(body) {
  const answer = await fetch('/api/v1/corrections', {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Chancery-Token': sessionStorage.getItem('token') || '' }, body: JSON.stringify(body),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(answer.status, said.title || 'It went wrong', said.detail);
  kept.clear();
  return said;
}
