// Lays out what VitePress builds: docs/ as it is, and pages made of what has its only source elsewhere: a page for each
// check of lint (rules/) and of the doctor (data/doctor-checks.tsv), the lists of pages, the picture of the
// architecture (src/CMakeLists.txt).
// Usage: node stage.mjs TREE FOLDER
import fs from 'node:fs';
import path from 'node:path';
import {picture} from './architecture.mjs';

const [tree, folder] = process.argv.slice(2);
const read = name => fs.readFileSync(path.join(tree, name), 'utf8');
const write = (name, text) => {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), {recursive: true});
  fs.writeFileSync(file, text);
};

function filesBelow(top, under = '') {
  return fs.readdirSync(path.join(top, under), {withFileTypes: true}).sort((a, b) => a.name < b.name ? -1 : 1).flatMap(entry => {
    const name = path.posix.join(under, entry.name);
    return entry.isDirectory() ? filesBelow(top, name) : [name];
  });
}

// The field of a page's front matter.
const field = (text, name) => text.match(new RegExp(`^${name}: "?(.*?)"?$`, 'm'))?.[1] ?? '';

// Links of a page of docs/, at `name` there: to checks' pages on the site; to other files of the tree, which are not on
// it, as their names. `here` are the files of docs/.
function relink(text, name, here) {
  const outOf = part => part.replace(/\[((?:[^\]\\]|\\.)*)\]\(([^)\s]+)\)/g, (all, words, target) => {
    if (/^([a-z]+:|#|\/)/.test(target)) return all;
    const [file, hash] = target.split('#');
    const inTree = path.posix.normalize(path.posix.join('docs', path.posix.dirname(name), file));
    const rule = inTree.match(/^rules\/([a-z0-9-]+)\.md$/);
    if (rule) return `[${words}](/lint/${rule[1]}.md)`;
    if (!inTree.startsWith('docs/')) {
      if (!fs.existsSync(path.join(tree, inTree))) throw new Error(`${name}: ${target} is not in the tree`);
      return words === inTree ? `\`${inTree}\`` : `${words} (\`${inTree}\`)`;
    }
    if (!here.has(inTree.slice(5))) throw new Error(`${name}: ${target} is not in docs`);
    return `[${words}](${file}${hash ? `#${hash}` : ''})`;
  });
  // What stands in fences is left as it is.
  return text.split(/(^```[\s\S]*?^```$)/m).map((part, i) => i % 2 ? part : outOf(part)).join('');
}

const codes = new Map([...fs.readdirSync(path.join(tree, 'rules')).map(name => [path.basename(name, '.md'), 'lint']),
  ...read('data/doctor-checks.tsv').trimEnd().split('\n').slice(2).map(line => [line.split('\t')[0], 'doctor'])]);

// Pages of error texts: who says it and how, from the front matter, above; codes of checks lead to their pages.
function withTexts(name, text) {
  if (!name.startsWith('errors/')) return text;
  const texts = [...text.match(/^texts:\n((?: {2}- .*\n)+)/m)[1].matchAll(/ {2}- "(.*)"/g)].map(one => one[1]);
  const said = `\nSaid by ${field(text, 'from')}${field(text, 'plane') === 'true' ? '; this program\'s plane says it in the same words' : ''}:\n\n` +
    '```text\n' + texts.join('\n') + '\n```\n';
  return text.replace(/^(# .*\n)/m, `$1${said}`).replace(/(?<!\[)`([a-z-]+)`/g, (all, word) => codes.has(word) ? `[${all}](/${codes.get(word)}/${word}.md)` : all);
}

// The picture is made here, so the page in the tree has none.
function withPicture(name, text) {
  if (name !== 'ARCHITECTURE.md') return text;
  return text.replace('\n## ', '\n![The areas of src/, each above those that it includes](/architecture.svg)\n\n## ').replace(
    /^(# .*\n)(?![\s\S]*architecture\.svg)/, '$1\n![The areas of src/, each above those that it includes](/architecture.svg)\n');
}

function stageDocs() {
  const files = filesBelow(path.join(tree, 'docs'));
  const here = new Set(files);
  for (const name of files) {
    if (!name.endsWith('.md')) write(name, fs.readFileSync(path.join(tree, 'docs', name)));
    else write(name, withTexts(name, withPicture(name, relink(read(`docs/${name}`), name, here))));
  }
  return files;
}

const cell = text => text.replaceAll('|', '\\|');

function stageErrors(files) {
  const pages = files.filter(name => /^errors\/.*\.md$/.test(name)).map(name => ({name: path.basename(name, '.md'), text: read(`docs/${name}`)}));
  const groups = new Map();
  for (const page of pages) {
    const from = field(page.text, 'from').replace(/ \(.*/, '');
    groups.set(from, [...groups.get(from) ?? [], page]);
  }
  // What most people meet first, then by name.
  const rank = from => ['STS', 'every service'].indexOf(from) + 1 || 3;
  const lists = [...groups].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)).map(([from, list]) => `\n## ${from[0].toUpperCase()}${from.slice(1)}\n\n` +
    list.map(page => `- [${field(page.text, 'title')}](${page.name}.md)`).join('\n') + '\n').join('');
  write('errors/index.md', `# Error texts\n\nWhat people meet, with cause, check and fix. The program has the same pages: \`rolecall errors 'THE MESSAGE'\`. ` +
    `The codes of [lint](../lint/index.md) and [doctor](../doctor/index.md) have pages of their own.\n${lists}`);
}

function stageLint() {
  const files = fs.readdirSync(path.join(tree, 'rules')).filter(name => /^[a-z0-9-]+\.md$/.test(name)).sort();
  const rows = files.map(name => {
    const text = read(`rules/${name}`);
    const code = path.basename(name, '.md');
    const body = text.replace(/^---\n[\s\S]*?\n---\n/, '').replace(`# ${code}\n`,
      `# ${code}\n\n**${field(text, 'title')}.** Severity: ${field(text, 'severity')}. Fix: ${field(text, 'fix')}.` +
      (field(text, 'aws') ? ` AWS's ValidatePolicy says ${field(text, 'aws')}.` : '') + '\n');
    // {{pad N}} stands for so many characters; in a fence VitePress leaves it as it is.
    write(`lint/${name}`, `---\ntitle: ${JSON.stringify(`${code}: ${field(text, 'title')}`)}\n---\n${body}\nIn a terminal: \`rolecall errors ${code}\`. ` +
      `[How lint is run, and how a finding is accepted](../LINT.md).\n`);
    return `| [${code}](${name}) | ${field(text, 'severity')} | ${cell(field(text, 'title'))} |\n`;
  });
  write('lint/index.md', `# Checks of lint\n\n| code | severity | what is found |\n|---|---|---|\n${rows.join('')}`);
}

function stageDoctor() {
  const [, header, ...lines] = read('data/doctor-checks.tsv').trimEnd().split('\n');
  if (header !== 'code\tseverity\tlooks_at\ttitle\twhy') throw new Error('data/doctor-checks.tsv has other columns');
  const where = {objects: 'Kubernetes objects, of a cluster or of files', cluster: 'a cluster', issuer: "the issuer's documents", aws: 'roles and providers'};
  const rows = lines.map(line => {
    const [code, severity, places, title, why] = line.split('\t');
    write(`doctor/${code}.md`, `---\ntitle: ${JSON.stringify(`${code}: ${title}`)}\n---\n# ${code}\n\n**${title}.** Severity: ${severity}. Looks at: ${places.split(' ').map(one => where[one]).join('; ')}.\n\n` +
      `${why}\n\n## Check\n\n\`\`\`sh\nrolecall doctor -kubernetes\n\`\`\`\n\nThe finding comes with the command that repairs it.\n`);
    return `| [${code}](${code}.md) | ${severity} | ${cell(title)} |\n`;
  });
  write('doctor/index.md', `# Checks of the doctor\n\n\`rolecall doctor\` looks at a cluster, its issuer and the account together.\n\n| code | severity | what is found |\n|---|---|---|\n${rows.join('')}`);
}

fs.rmSync(folder, {recursive: true, force: true});
const files = stageDocs();
stageErrors(files);
stageLint();
stageDoctor();
write('public/architecture.svg', picture(read('src/CMakeLists.txt')));
// For editors: the schema that stands in the page on contracts, at an address of its own.
write('public/schemas/access-contracts.json', JSON.stringify(JSON.parse(read('docs/formats/access-contracts.md').match(/^```json\n([\s\S]*?)^```$/m)[1]), null, 1));
write('public/icon.svg', read('web/icon.svg'));
