// What will change: a plan, as `terraform show -json` or `tofu show -json` prints it, dropped on the page. It goes to
// the program on this machine and nowhere else.
import {ask, failure, make, show, table} from './dom.js';

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

function file(one) {
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

export function showChanges() {
  const result = make('div', {id: 'review', 'aria-live': 'polite'});
  const read = async chosen => {
    if (!chosen) return;
    result.replaceChildren(make('p', null, `Reading ${chosen.name}…`));
    try {
      const answer = await ask(`/api/review?name=${encodeURIComponent(chosen.name)}`, {method: 'POST', body: await chosen.text()});
      result.replaceChildren(...answer.files.map(file).flat(3).filter(Boolean));
    } catch (error) {
      result.replaceChildren(failure(error));
    }
  };
  const drop = make('div', {class: 'drop',
    ondragover: e => { e.preventDefault(); drop.classList.add('over'); },
    ondragleave: () => drop.classList.remove('over'),
    ondrop: e => { e.preventDefault(); drop.classList.remove('over'); read(e.dataTransfer.files[0]); }},
  make('label', null, 'Drop a plan here, or choose it: the output of terraform show -json PLAN',
    make('input', {type: 'file', accept: '.json,application/json', onchange: e => read(e.target.files[0])})),
  make('p', {class: 'quiet'}, 'Nothing leaves this machine.'));
  show(make('h2', null, 'What will change'), drop, result);
}
