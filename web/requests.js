// Why was it denied: requests as they come, denials first, and for one the chain with the link that breaks.
import {ask, failure, make, shortName, show, table} from './dom.js';

const events = [];  // newest last
const listeners = new Set();
const kMost = 2000, kShown = 200;
const filter = {text: '', denied: true};
let last = 0, following = false;

async function follow() {
  if (following) return;
  following = true;
  for (;;) {
    try {
      const page = await ask(`api/events?after=${last}&wait=20`);
      if (page.last < last) events.length = 0;
      last = page.last;
      events.push(...page.events);
      events.splice(0, Math.max(0, events.length - kMost));
      for (const listener of listeners) listener(null, page.events.length);
      // A busy plane always has more.
      await new Promise(done => setTimeout(done, 250));
    } catch (error) {
      for (const listener of listeners) listener(error, 0);
      await new Promise(done => setTimeout(done, 3000));
    }
  }
}

const idOf = event => event.record.eventID ?? String(event.number);

function fits(event) {
  if (filter.denied && !event.denied) return false;
  const text = filter.text.toLowerCase();
  return !text || [event.who, event.service, event.operation, event.action, event.resource, event.code, event.message]
    .some(part => part.toLowerCase().includes(text));
}

function outcome(event) {
  if (event.denied) return make('span', {class: 'bad'}, 'denied');
  return event.code ? make('span', {class: 'quiet'}, 'error') : make('span', {class: 'good'}, 'ok');
}

function row(event) {
  return [event.time.slice(11, 19), outcome(event),
    make('a', {href: `#/requests/${encodeURIComponent(idOf(event))}`}, `${event.service}:${event.operation}`),
    shortName(event.who), event.resource || '—', event.failure || event.code];
}

function list() {
  const fitting = events.filter(fits);
  const shown = fitting.slice(-kShown).reverse();
  const caption = `${fitting.length} of ${events.length} requests` + (fitting.length > kShown ? `; the newest ${kShown}` : '');
  if (!shown.length) return make('p', {class: 'quiet'}, filter.denied ? 'Nothing was denied yet.' : 'There are no requests yet.');
  return table({titles: ['Time', 'Outcome', 'Request', 'Who', 'On', 'Why'], rows: shown.map(row), caption});
}

function showList() {
  const rows = make('div', {id: 'requests'}, list());
  const status = make('p', {class: 'quiet', role: 'status'}, '');
  const update = (error, count) => {
    status.textContent = error ? `Not reached: ${error.message}` : count ? `${count} new` : '';
    if (!error) rows.replaceChildren(list());
  };
  show(make('h2', null, 'Why was it denied'),
    make('div', {class: 'filters'},
      make('label', null, 'Filter by account, action, resource or reason',
        make('input', {type: 'search', value: filter.text, oninput: e => { filter.text = e.target.value; rows.replaceChildren(list()); }})),
      make('label', {class: 'row'},
        make('input', {type: 'checkbox', checked: filter.denied, onchange: e => { filter.denied = e.target.checked; rows.replaceChildren(list()); }}),
        'denials only')),
    status, rows);
  listeners.add(update);
  return () => listeners.delete(update);
}

const kWords = {ok: 'ok', fail: 'breaks here', 'not reached': 'not reached'};

function placeText(place) {
  return place?.file ? `${place.file}:${place.line}` : place?.address ?? '';
}

function link(one) {
  const kind = one.verdict === 'ok' ? 'ok' : one.verdict === 'fail' ? 'fail' : 'skipped';
  return make('li', {class: kind},
    make('strong', null, one.link),
    make('span', {class: kind === 'fail' ? 'bad' : kind === 'ok' ? 'good' : 'quiet'}, kWords[one.verdict] ?? one.verdict),
    make('div', null, one.text),
    placeText(one.place) && make('div', {class: 'quiet'}, placeText(one.place)));
}

function statements(chain) {
  const failed = chain.find(one => one.verdict === 'fail');
  if (!failed) return null;
  const rows = (failed.statements ?? []).map(one => [one.effect, one.name + (one.place ? ` (${one.place})` : ''),
    one.applies ? 'applies' : 'does not apply',
    [...one.notes, ...one.conditions.map(c => `${c.verdict === 'ok' ? 'holds' : 'fails'}: ${c.claim} ${c.operator} ${c.expected.join(', ')}` +
      ` (is ${c.actual.join(', ') || 'absent'})${c.note ? `: ${c.note}` : ''}`)].map(text => make('div', null, text))]);
  return [make('h3', null, `The ${failed.link}`),
    failed.details.map(text => make('p', null, text)),
    rows.length ? table({titles: ['Effect', 'Statement', 'Applies', 'Why'], rows, caption: 'Statements that were looked at'}) : null];
}

// A change that was tried: the directory planned again, or the document judged again, with it.
function fix(answer) {
  if (answer.decision !== 'denied') {
    return make('p', {class: 'note'}, 'By the policies of now it is allowed: what refused it has been changed since.');
  }
  if (!answer.fix) return make('p', {class: 'note'}, answer.advice || 'No single change is known that would allow it.');
  return [make('h3', null, 'What would help'), make('p', null, answer.fix.summary),
    answer.fix.diff ? make('pre', null, answer.fix.diff) : null,
    answer.fix.patch ? [make('p', null, `Patch of ${answer.fix.document}:`), make('pre', null, JSON.stringify(answer.fix.patch, null, 2))] : null,
    make('p', {class: answer.fix.next ? 'note' : 'note good'},
      answer.fix.next ? `Tried: after it, ${answer.fix.next}` : 'Tried: with it the request is allowed.')];
}

export function explanation(answer) {
  return [make('h3', null, 'The chain'),
    make('ol', {class: 'chain'}, answer.chain.map(link)),
    statements(answer.chain), fix(answer),
    (answer.conditions ?? []).map(text => make('p', {class: 'note'}, `Only if: ${text}`)),
    [...(answer.unknown ?? []), ...(answer.not_known ?? [])].map(text => make('p', {class: 'note'}, `Not known: ${text}`))];
}

async function explainInto(place, event) {
  if (!event.decided) {
    place.replaceChildren(make('p', {class: 'note'}, event.denied
      ? 'No policy refused it: ' + (event.failure || event.message || 'see the answer.')
      : 'No policy refused it.'));
    return;
  }
  try {
    const query = new URLSearchParams({principal: event.principal, action: event.action, resource: event.resource});
    place.replaceChildren(...explanation(await ask(`api/explain?${query}`)).flat(3).filter(Boolean));
  } catch (error) {
    place.replaceChildren(failure(error));
  }
}

function showOne(id) {
  const place = make('div', {id: 'explanation', 'aria-live': 'polite'}, make('p', null, 'Judging…'));
  const draw = () => {
    const event = events.find(one => idOf(one) === id);
    if (!event) return false;
    show(make('p', null, make('a', {href: '#/requests'}, 'All requests')),
      make('h2', null, `${event.service}:${event.operation} `, outcome(event)),
      table({titles: ['Part', 'Value'], caption: 'The request', rows: [['Time', event.time], ['Caller', `${event.who} from ${event.address}`],
        ['Action', event.action || '—'], ['Resource', event.resource || '—'],
        ['Answer', [event.code, event.message].filter(Boolean).join(': ') || 'ok'],
        ...event.decisions.map(text => ['Decision', text])]}),
      place,
      make('details', null, make('summary', null, 'The record'), make('pre', null, JSON.stringify(event.record, null, 2))));
    explainInto(place, event);
    return true;
  };
  if (draw()) return null;
  show(make('p', null, 'This request is not among the newest. If it is still to come, it is shown here.'),
    make('p', null, make('a', {href: '#/requests'}, 'All requests')));
  const update = () => { if (draw()) listeners.delete(update); };
  listeners.add(update);
  return () => listeners.delete(update);
}

export function showRequests(id) {
  follow();
  return id ? showOne(id) : showList();
}
