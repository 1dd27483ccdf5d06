// The site over docs/ as stage.mjs lays it out. Nothing of it is fetched from anywhere when it is read: fonts, search and
// pictures are its own files.
import fs from 'node:fs';
import path from 'node:path';
import {defineConfig} from 'vitepress';

const source = process.env.ROLECALL_SITE_SOURCE;
const titleOf = name => {
  const text = fs.readFileSync(path.join(source, name), 'utf8');
  return text.match(/^# (.*)$/m)?.[1].replaceAll('`', '') ?? path.basename(name, '.md');
};
const link = (name, text) => ({text: text ?? titleOf(name), link: '/' + name.replace(/\.md$/, '')});
const pagesIn = folder => fs.readdirSync(path.join(source, folder)).filter(name => name.endsWith('.md') && name !== 'index.md').sort().map(name => link(`${folder}/${name}`));

const base = process.env.ROLECALL_SITE_BASE ?? '/';

export default defineConfig({
  title: 'Rolecall',
  description: 'IAM roles for Kubernetes service accounts, the whole path in one program',
  lang: 'en',
  base,
  srcDir: source,
  outDir: process.env.ROLECALL_SITE_OUT,
  cacheDir: process.env.ROLECALL_SITE_CACHE,
  cleanUrls: false,
  head: [['link', {rel: 'icon', href: `${base}icon.svg`, type: 'image/svg+xml'}], ['meta', {name: 'referrer', content: 'no-referrer'}]],
  themeConfig: {
    search: {provider: 'local'},
    outline: [2, 3],
    docFooter: {prev: false, next: false},
    nav: [link('quickstart.md', 'Quick start'), link('errors/index.md', 'Error texts'), link('lint/index.md', 'Lint'), link('reference/commands.md', 'Commands')],
    sidebar: [
      {text: 'Start', items: [link('quickstart.md'), link('ACCESS.md'), link('LINT.md'), link('OPERATING.md'), link('SECURITY.md')]},
      {text: 'Recipes', items: pagesIn('recipes')},
      {text: 'Error texts', collapsed: true, items: [link('errors/index.md', 'All'), ...pagesIn('errors')]},
      {text: 'Checks of lint', collapsed: true, items: [link('lint/index.md', 'All'), ...pagesIn('lint')]},
      {text: 'Checks of the doctor', collapsed: true, items: [link('doctor/index.md', 'All'), ...pagesIn('doctor')]},
      {text: 'Reference', items: [link('reference/commands.md'), link('LANGUAGE.md'), link('PROVIDERS.md'), link('reference/conformance.md'), link('BENCHMARKS.md'), link('comparison.md'), link('VERSIONING.md')]},
      {text: 'Formats on disk', collapsed: true, items: pagesIn('formats')},
      {text: 'Inside', items: [link('ARCHITECTURE.md'), link('extending.md')]},
    ],
  },
});
