// Elements from data. Texts become text nodes: nothing that a request, a policy or a plan says is ever markup.

// make('p', {class: 'bad', onclick: f}, 'text', child, …); what is null or false is left out.
export function make(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function makeSvg(name, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

export function show(...children) {
  document.getElementById('main').replaceChildren(...children.flat().filter(Boolean));
}

// {titles, rows (of cells: texts or nodes), caption}
export function table({titles, rows, caption}) {
  return make('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption},
    make('table', null, make('caption', null, caption),
      make('thead', null, make('tr', null, titles.map(title => make('th', {scope: 'col'}, title)))),
      make('tbody', null, rows.map(row => make('tr', null, row.map(cell => make('td', null, cell)))))));
}

export function failure(error) {
  return make('p', {class: 'note bad', role: 'alert'}, error.message);
}

// The JSON of an answer, or an Error with what the server says. Paths are below the page: it may lie at /console/.
export async function ask(path, options) {
  const answer = await fetch(path, options);
  const text = await answer.text();
  let body = {};
  try { body = JSON.parse(text); } catch { throw new Error(text || `the answer is ${answer.status}`); }
  if (!answer.ok) throw new Error(body.error ?? body.message ?? body.Message ?? `the answer is ${answer.status}`);
  return body;
}

let known;
// Who looks, until when, and whether plans are taken: asked once.
export function about() {
  known ??= ask('api/about').catch(error => { known = undefined; throw error; });
  return known;
}

// "role/app" of its ARN.
export function shortName(arn) {
  const parts = String(arn).split(':');
  return parts.length > 5 ? parts.slice(5).join(':') : String(arn);
}
