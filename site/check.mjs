// The built site: every link and every anchor leads somewhere, nothing is fetched from anybody else.
// Usage: node check.mjs FOLDER [BASE]
import fs from 'node:fs';
import path from 'node:path';

const [folder, base = '/'] = process.argv.slice(2);
const wrong = [];
const files = new Set(fs.readdirSync(folder, {recursive: true}).map(name => '/' + name.split(path.sep).join('/')));
const pages = [...files].filter(name => name.endsWith('.html'));
const ids = new Map(pages.map(name => [name, new Set([...fs.readFileSync(path.join(folder, name), 'utf8').matchAll(/\s(?:id|name)="([^"]+)"/g)].map(one => one[1]))]));
const unescape = text => text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');

function checkTarget(page, raw) {
  const target = unescape(raw);
  if (/^(https?:|mailto:|data:)/.test(target)) return false;
  let [file, hash] = target.split('#');
  if (file === '') file = page;
  else if (file.startsWith('/')) file = '/' + file.slice(base.length);
  else file = path.posix.join(path.posix.dirname(page), file);
  file = decodeURI(file);
  if (file.endsWith('/')) file += 'index.html';
  if (!files.has(file)) wrong.push(`${page}: ${target} leads nowhere`);
  else if (hash && ids.has(file) && !ids.get(file).has(decodeURIComponent(hash))) wrong.push(`${page}: ${target} has no such place`);
  return true;
}

let links = 0;
for (const page of pages) {
  const html = fs.readFileSync(path.join(folder, page), 'utf8');
  for (const [, attribute, target] of html.matchAll(/<a\b[^>]*?\b(href)="([^"]*)"/g)) links += checkTarget(page, target) && attribute ? 1 : 0;
  for (const [tag, target] of html.matchAll(/<(?:script|link|img|source|iframe)\b[^>]*?\b(?:src|href)="([^"]*)"[^>]*>/g)) {
    if (!checkTarget(page, target) && !target.startsWith('data:')) wrong.push(`${page}: fetches from elsewhere: ${tag}`);
  }
}
for (const name of files) {
  if (name.endsWith('.css') && /url\(["']?https?:/.test(fs.readFileSync(path.join(folder, name), 'utf8'))) wrong.push(`${name}: fetches from elsewhere`);
}
if (pages.length < 100 || links < 1000) wrong.push(`only ${pages.length} pages and ${links} links`);
if (wrong.length) {
  console.log(wrong.slice(0, 40).join('\n'));
  console.log(`${wrong.length} are wrong`);
  process.exit(1);
}
console.log(`${pages.length} pages, ${links} links, all lead somewhere`);
