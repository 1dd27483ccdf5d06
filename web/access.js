// Who may what: who can become which role, and what it may do then; on the left who in the cluster can become its
// service accounts. Up to fifty nodes are drawn; of more there is a
// table, and searching it brings the picture back.
import {ask, failure, make, makeSvg, shortName, show, table} from './dom.js';

const kMostNodes = 50, kMostRows = 300;
const kRow = 44, kBox = 34, kGap = 140;
// Four columns fit on a wide screen, too; a letter of 13 pixels is some 7 wide.
const widthOf = columns => columns.length > 3 ? 200 : 270;

function fits(text, ...parts) {
  return !text || parts.some(part => part.toLowerCase().includes(text));
}

// What of the model has the text in it: the roles, and of each its openings.
function select(model, text) {
  text = text.toLowerCase();
  return model.roles.map(role => {
    const whole = fits(text, role.name, role.arn);
    const openings = role.openings.filter(opening => whole || fits(text, opening.who, opening.text));
    return whole || openings.length ? {...role, openings} : null;
  }).filter(Boolean);
}

function nodeCount(roles) {
  return roles.length + new Set(roles.flatMap(role => role.openings.map(opening => opening.text))).size;
}

const grants = new Map();  // ARN -> promise of PrincipalCan's answer
function grantsOf(arn) {
  if (!grants.has(arn)) {
    const asked = ask(`api/principal?arn=${encodeURIComponent(arn)}`);
    asked.catch(() => grants.delete(arn));
    grants.set(arn, asked);
  }
  return grants.get(arn);
}

const takers = new Map();  // service account -> promise of who can become it
function takersOf(account) {
  if (!takers.has(account)) {
    const asked = ask(`api/takeovers?account=${encodeURIComponent(account)}`);
    asked.catch(() => takers.delete(account));
    takers.set(account, asked);
  }
  return takers.get(account);
}

// The column of those who can become the service accounts; null: nothing of the cluster is known.
async function takersColumn(accounts, lines) {
  const answers = await Promise.all(accounts.map(one => takersOf(one.name).catch(() => ({known: false}))));
  if (!answers.some(answer => answer.known)) return null;
  const column = new Map();
  answers.forEach((answer, i) => {
    for (const {who, steps} of answer.takeovers ?? []) {
      column.set(`t:${who}`, {text: who, full: `${who}: ${steps.map(step => `${step.means} (${step.by})`).join(', then ')}`, wide: who === 'Group system:authenticated'});
      lines.push({from: `t:${who}`, to: accounts[i].id, text: steps.map(step => step.method).join(' → ')});
    }
  });
  return column;
}

function list(texts, most = 3) {
  return texts.length > most ? `${texts.slice(0, most).join(', ')} and ${texts.length - most} more` : texts.join(', ');
}

const actionsText = grant => grant.actions ? list(grant.actions) : `everything but ${list(grant.not_actions)}`;
const resourcesOf = grant => grant.resources ?? [`everything but ${grant.not_resources.join(', ')}`];

// Columns of nodes, {id: {text, below, wide}}, and lines between neighbours.
function draw(columns, lines) {
  const places = new Map();
  const box = widthOf(columns);
  columns.forEach((column, x) => [...column.keys()].forEach((id, y) => places.set(id, {x: x * (box + kGap), y: y * kRow})));
  const height = Math.max(...columns.map(column => column.size), 1) * kRow;
  const width = columns.length * (box + kGap) - kGap, most = Math.floor((box - 16) / 7);
  const clip = text => text.length > most ? `${text.slice(0, most - 1)}…` : text;
  const svg = makeSvg('svg', {class: 'graph', width: width + 4, height: height + 4, viewBox: `-2 -2 ${width + 4} ${height + 4}`, role: 'img', 'aria-label': 'Who can become which role, and what it may do; the table below says the same'});
  for (const {from, to, text} of lines) {
    const a = places.get(from), b = places.get(to);
    const x1 = a.x + box, y1 = a.y + kBox / 2, x2 = b.x, y2 = b.y + kBox / 2, middle = (x1 + x2) / 2;
    svg.append(makeSvg('path', {d: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`}, text ? makeSvg('title', null, text) : null));
    if (text) svg.append(makeSvg('text', {class: 'quiet', x: x1 + 6, y: y1 - 4 + (y2 - y1) * .1}, text.length > 22 ? `${text.slice(0, 21)}…` : text));
  }
  for (const column of columns) {
    for (const [id, node] of column) {
      const {x, y} = places.get(id);
      svg.append(makeSvg('g', null, makeSvg('title', null, node.full ?? node.text),
        makeSvg('rect', {x, y, width: box, height: kBox, rx: 5, class: node.wide ? 'wide' : null}),
        makeSvg('text', {x: x + 8, y: y + 22}, clip(node.text))));
    }
  }
  return svg;
}

async function picture(roles) {
  const openers = new Map(), middle = new Map(), resources = new Map(), lines = [];
  const answers = await Promise.all(roles.map(role => grantsOf(role.arn).catch(error => ({grants: [], error}))));
  roles.forEach((role, i) => {
    middle.set(`r:${role.arn}`, {text: role.name, full: role.arn});
    for (const opening of role.openings) {
      openers.set(`o:${opening.text}`, {text: opening.kind === 'account' ? opening.who : opening.text, full: opening.text, wide: opening.wide});
      lines.push({from: `o:${opening.text}`, to: `r:${role.arn}`, text: opening.conditions.join('; ')});
    }
    for (const grant of answers[i].grants.filter(one => !one.blocked)) {
      for (const resource of resourcesOf(grant)) {
        resources.set(`s:${resource}`, {text: shortName(resource) === '' ? resource : resource.replace(/^arn:[^:]*:/, ''), full: resource});
        lines.push({from: `r:${role.arn}`, to: `s:${resource}`, text: [actionsText(grant), ...(grant.conditions ?? [])].join(' if ')});
      }
    }
  });
  const accounts = [...new Map(roles.flatMap(role => role.openings).filter(one => one.kind === 'account').map(one => [one.who, {name: one.who, id: `o:${one.text}`}])).values()];
  const before = lines.splice(0);
  const left = await takersColumn(accounts, lines);
  // Without a cluster there is no column: that nobody could become them is not said.
  const columns = left?.size ? [left, openers, middle] : [openers, middle];
  if (resources.size > kMostNodes) return draw(columns, [...lines, ...before.filter(line => middle.has(line.to))]);
  return draw([...columns, resources], [...lines, ...before]);
}

async function details(arn) {
  const answer = await grantsOf(arn);
  const rows = [...answer.grants.map(grant => ['may', grant]), ...answer.denies.map(grant => ['never', grant])].map(([word, grant]) =>
    [make('span', {class: word === 'may' ? 'good' : 'bad'}, grant.blocked ? 'blocked' : word),
      grant.actions ? grant.actions.join(', ') : `everything but ${grant.not_actions.join(', ')}`,
      resourcesOf(grant).join(', '), (grant.conditions ?? []).join('; ') || '—', grant.sources.join('; ')]);
  return [make('h2', null, shortName(arn)),
    rows.length ? table({titles: ['Verdict', 'Actions', 'On', 'If', 'By'], rows, caption: `What ${arn} may do`}) : make('p', null, 'It may do nothing that is known here.'),
    answer.boundary ? make('p', {class: 'note'}, `Only what the permissions boundary ${answer.boundary} allows too.`) : null,
    (answer.remarks ?? []).map(text => make('p', {class: 'note'}, text))].flat().filter(Boolean);
}

function rolesTable(roles) {
  const rows = roles.slice(0, kMostRows).map(role => [
    make('a', {href: `#/access/${encodeURIComponent(role.arn)}`}, role.name),
    role.openings.length ? role.openings.map(opening => make('div', {class: opening.wide ? 'bad' : null},
      opening.wide ? `! ${opening.text}` : opening.text, opening.conditions.length ? ` if ${opening.conditions.join('; ')}` : '')) :
      make('span', {class: 'quiet'}, role.trust_known ? 'nobody' : 'not known')]);
  const caption = roles.length > kMostRows ? `${kMostRows} of ${roles.length} roles: search for others` : `${roles.length} ${roles.length === 1 ? "role" : "roles"}`;
  return table({titles: ['Role', 'Who can become it'], rows, caption});
}

async function showModel() {
  const model = await ask('api/access');
  // Those that reach furthest first.
  const reach = role => role.openings.reduce((sum, opening) => sum + (opening.wide ? 100 : 1), 0);
  model.roles.sort((a, b) => reach(b) - reach(a) || a.name.localeCompare(b.name));
  const place = make('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Picture'}), rows = make('div');
  let turn = 0;
  const update = async text => {
    const mine = ++turn;
    const roles = select(model, text);
    rows.replaceChildren(rolesTable(roles));
    if (nodeCount(roles) > kMostNodes) {
      place.replaceChildren(make('p', {class: 'quiet'}, `More than ${kMostNodes} of them: a search draws what it finds.`));
      return;
    }
    const drawn = await picture(roles);
    if (mine === turn) place.replaceChildren(drawn);
  };
  show(make('h2', null, 'Who may what'),
    make('div', {class: 'filters'}, make('label', null, 'Search service accounts and roles', make('input', {type: 'search', oninput: e => update(e.target.value)}))),
    place, rows, model.not_known.map(text => make('p', {class: 'note'}, `Not known: ${text}`)));
  await update('');
}

export async function showAccess(arn) {
  if (!arn) return void await showModel();
  show(make('p', null, 'Reading…'));
  show(make('p', null, make('a', {href: '#/access'}, 'All roles')), await details(arn).catch(error => failure(error)));
}
