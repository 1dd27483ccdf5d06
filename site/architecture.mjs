// The architecture as a picture: the areas of src/ in layers, each above all that it includes. Made of the table
// rolecall_folder(NAME DEPENDS …) of src/CMakeLists.txt; lines that follow from others are left out.

function dependencies(table) {
  const areas = new Map();
  const areaOf = name => name.split('/')[0];
  for (const [, row] of table.matchAll(/rolecall_folder\(([^)]*)\)/g)) {
    const [name, ...words] = row.trim().split(/\s+/);
    const area = areas.get(areaOf(name)) ?? areas.set(areaOf(name), {folders: [], needs: new Set()}).get(areaOf(name));
    area.folders.push(name);
    let list = '';
    for (const word of words) {
      if (/^[A-Z]+$/.test(word)) list = word;
      else if (list === 'DEPENDS' && areaOf(word) !== areaOf(name)) area.needs.add(areaOf(word));
    }
  }
  return areas;
}

// Of every area the length of the longest way down. Throws if there is a ring.
function layersOf(areas) {
  const layers = new Map(), open = new Set();
  const layer = name => {
    if (layers.has(name)) return layers.get(name);
    if (open.has(name)) throw new Error(`the areas around ${name} include each other`);
    open.add(name);
    const own = Math.max(-1, ...[...areas.get(name).needs].map(layer)) + 1;
    layers.set(name, own);
    return own;
  };
  for (const name of areas.keys()) layer(name);
  return layers;
}

function reachable(areas, from, seen = new Set()) {
  for (const next of areas.get(from).needs) if (!seen.has(next)) { seen.add(next); reachable(areas, next, seen); }
  return seen;
}

// The lines that do not follow from others.
function lines(areas) {
  return [...areas].flatMap(([name, area]) => [...area.needs].filter(need =>
    ![...area.needs].some(other => other !== need && reachable(areas, other).has(need))).map(need => [name, need]));
}

const kWidth = 132, kHeight = 40, kGapX = 22, kGapY = 46;

// Rows from the top; within a row each stands near the middle of what it is joined to above.
function place(areas, layers, joins) {
  const count = Math.max(...layers.values()) + 1;
  const rows = Array.from({length: count}, (_, i) => [...areas.keys()].filter(name => layers.get(name) === count - 1 - i));
  const widest = Math.max(...rows.map(row => row.length));
  const at = new Map();
  rows.forEach((row, y) => {
    const pull = name => {
      const above = joins.filter(([user, need]) => need === name && at.has(user)).map(([user]) => at.get(user).x);
      return above.length ? above.reduce((a, b) => a + b) / above.length : 0;
    };
    row.sort((a, b) => pull(a) - pull(b) || (a < b ? -1 : 1));
    const indent = (widest - row.length) * (kWidth + kGapX) / 2;
    row.forEach((name, x) => at.set(name, {x: indent + x * (kWidth + kGapX), y: y * (kHeight + kGapY)}));
  });
  return {at, width: widest * (kWidth + kGapX) - kGapX, height: count * (kHeight + kGapY) - kGapY};
}

export function picture(table) {
  const areas = dependencies(table), layers = layersOf(areas), joins = lines(areas);
  const {at, width, height} = place(areas, layers, joins);
  const paths = joins.map(([user, need]) => {
    const a = at.get(user), b = at.get(need);
    const x1 = a.x + kWidth / 2, y1 = a.y + kHeight, x2 = b.x + kWidth / 2, y2 = b.y;
    return `<path d="M${x1} ${y1}C${x1} ${y1 + kGapY} ${x2} ${y2 - kGapY} ${x2} ${y2}"/>`;
  });
  const boxes = [...at].map(([name, {x, y}]) => {
    const folders = areas.get(name).folders;
    const below = folders.length > 1 ? `<text class="small" x="${x + kWidth / 2}" y="${y + 33}">${folders.length} folders</text>` : '';
    return `<g><title>${folders.join(', ')}</title><rect x="${x}" y="${y}" width="${kWidth}" height="${kHeight}" rx="6"/>` +
      `<text x="${x + kWidth / 2}" y="${y + (below ? 18 : 25)}">${name}</text>${below}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 8}" height="${height + 8}" viewBox="-4 -4 ${width + 8} ${height + 8}" role="img" aria-label="The areas of src/, each above those that it includes">
<style>rect{fill:#f4f6f8;stroke:#55606b}text{font:14px system-ui,sans-serif;text-anchor:middle;fill:#1a1d21}.small{font-size:11px;fill:#55606b}path{fill:none;stroke:#8a96a3;stroke-width:1.2}
@media (prefers-color-scheme:dark){rect{fill:#1f2429;stroke:#a4afb9}text{fill:#e6e9ec}.small{fill:#a4afb9}path{stroke:#6c7782}}</style>
${paths.join('\n')}
${boxes.join('\n')}
</svg>
`;
}
