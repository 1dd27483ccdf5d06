// What a plan or state changes, drawn from ReviewJson's answer: on the page, and in the one file of `review -html`, where
// these lines stand behind those of dom.js.
import {make, table} from './dom.js';

function openingRow(one) {
  return [one.who ?? '', one.role ?? '', (one.conditions ?? []).join('; ') || '—', one.reason ?? ''];
}

function changeRow(one) {
  return [one.who || (one.policy_of ? `policy of ${one.policy_of}` : ''), one.action ?? '', one.resource ?? '',
    [...(one.conditions ?? []), ...(one.conditions_before?.length ? [`before: ${one.conditions_before.join('; ')}`] : []), one.note].filter(Boolean).join('; ') || '—',
    one.example || (one.reason ? `not certain: ${one.reason}` : '')];
}

function column(title, changes, openings, kind) {
  return make('section', null, make('h3', {class: kind}, title),
    openings.length ? table({titles: ['Who', 'Role', 'If', 'Not certain because'], rows: openings.map(openingRow), caption: 'Who can become a role'}) : null,
    changes.length ? table({titles: ['Who', 'Action', 'On', 'If', 'Shown by'], rows: changes.map(changeRow), caption: 'What they may do'}) : null,
    changes.length || openings.length ? null : make('p', {class: 'quiet'}, 'Nothing.'));
}

const isGain = kind => ['gain', 'open', 'widen', 'change'].includes(kind);

function findings(lint) {
  const rows = lint.findings.filter(one => !one.suppressed).map(one =>
    [one.severity, one.code, one.message ?? one.title ?? '', one.subject ?? one.address ?? '']);
  return rows.length ? [make('h3', null, 'Findings'), table({titles: ['Severity', 'Code', 'What', 'Where'], rows, caption: `${rows.length} findings of lint`})] : null;
}

// One of its files, as nodes.
export function file(one) {
  const access = one.access ?? {openings: [], changes: []};
  const part = (list, gain) => list.filter(entry => isGain(entry.change) === gain);
  return [make('h2', null, `${one.file} (${one.kind})`),
    one.access ? null : make('p', null, one.kind === 'plan' ? 'No access changes.' : 'A state changes nothing: drop a plan.'),
    one.access ? make('div', {class: 'columns'},
      column('Gained', part(access.changes, true), part(access.openings, true), 'bad'),
      column('Lost', part(access.changes, false), part(access.openings, false), 'good')) : null,
    findings(one.lint),
    [...(access.unknown ?? []), ...one.unknown].map(text => make('p', {class: 'note'}, `Not known: ${text}`))];
}
