// Reads the built site as a person does. Each check is one assertion about what is seen; the last line counts them.
// With SCREENSHOTS=FOLDER the pages are kept as pictures.
const assert = require('assert');
const fs = require('fs');
const http = require('http');
const path = require('path');
const {chromium} = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let checks = 0;
const check = (name, condition, detail = '') => {
  assert.ok(condition, `FAIL ${name} ${detail}`);
  checks++;
};
const kTypes = {'.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json', '.png': 'image/png'};

function serve(folder) {
  const server = http.createServer((request, response) => {
    const name = path.posix.normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    const file = path.join(folder, name.endsWith('/') ? `${name}index.html` : name);
    if (!fs.existsSync(file) || !fs.statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, {'Content-Type': kTypes[path.extname(file)] ?? 'application/octet-stream'});
    fs.createReadStream(file).pipe(response);
  });
  return new Promise(done => server.listen(0, '127.0.0.1', () => done(server)));
}

async function accessible(page, name) {
  const result = await page.evaluate(`${axe}; axe.run(document, {resultTypes: ['violations']})`);
  // What the theme's own frame does is its makers': only what our pages say is judged.
  const ours = result.violations.flatMap(one => one.nodes.filter(node => node.target.some(part => String(part).includes('.vp-doc') || String(part).startsWith('main'))).map(node => [one.id, node.html]));
  check(`${name} has no findings of axe in its text`, ours.length === 0, JSON.stringify(ours));
  if (process.env.SCREENSHOTS) await page.screenshot({path: `${process.env.SCREENSHOTS}/site-${name}.png`});
}

async function main() {
  const server = await serve(process.env.SITE);
  const base = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});
  const page = await (await browser.newContext({viewport: {width: 1280, height: 900}})).newPage();
  const said = [], foreign = [], missing = [];
  page.on('console', message => { if (message.type() === 'error') said.push(message.text()); });
  page.on('pageerror', error => said.push(String(error)));
  page.on('request', request => { if (!request.url().startsWith(base) && !request.url().startsWith('data:')) foreign.push(request.url()); });
  page.on('response', response => { if (response.status() >= 400) missing.push(response.url()); });

  await page.goto(`${base}/index.html`, {waitUntil: 'networkidle'});
  check('the first page says what it is', (await page.locator('.VPContent').textContent()).includes('IAM roles for Kubernetes service accounts'));
  await accessible(page, 'home');
  await page.locator('.VPContent a', {hasText: 'Quick start'}).first().click();
  await page.waitForSelector('h1:has-text("Quick start")');
  await accessible(page, 'quickstart');

  // A text that somebody has from a log is searched for, without a server.
  await page.locator('#local-search button, .VPNavBarSearch button').first().click();
  await page.fill('.VPLocalSearchBox input', 'No OpenIDConnect provider found in your account');
  const result = page.locator('.VPLocalSearchBox .result', {hasText: 'OpenIDConnect'}).first();
  await result.waitFor({timeout: 60000});
  await result.click();
  await page.waitForSelector('h1:has-text("No OpenIDConnect provider found")');
  for (const part of ['Cause', 'Check', 'Fix']) check(`the page has ${part}`, await page.locator(`.vp-doc h2:has-text("${part}")`).count() === 1);
  await accessible(page, 'error');

  for (const [name, words] of [['errors/index.html', 'PackedPolicyTooLarge'], ['lint/trust-oidc-no-sub.html', 'Every service account of the cluster'], ['doctor/issuer-key-missing.html', 'Tokens are signed with a key'], ['comparison.html', 'moto']]) {
    await page.goto(`${base}/${name}`, {waitUntil: 'networkidle'});
    check(`${name} is there`, (await page.locator('.VPContent').textContent()).includes(words));
    await accessible(page, name.replace(/\W/g, '-'));
  }
  await page.goto(`${base}/ARCHITECTURE.html`, {waitUntil: 'networkidle'});
  check('the architecture is drawn', await page.evaluate(() => [...document.images].some(image => image.src.endsWith('architecture.svg') && image.naturalWidth > 400)));
  await accessible(page, 'architecture');

  const schema = await (await page.request.get(`${base}/schemas/access-contracts.json`)).json();
  check('the schema of contracts is there for editors', schema.$schema === 'https://json-schema.org/draft/2020-12/schema' && schema.properties.deny !== undefined);

  check('nothing was asked of anybody else', foreign.length === 0, foreign.join(' '));
  check('nothing was missing', missing.length === 0, missing.join(' '));
  check('the browser had nothing to complain about', said.length === 0, said.join('\n'));
  await browser.close();
  server.close();
  console.log(`${checks} checks`);
}

main().catch(error => { console.log(String(error.message ?? error).startsWith('FAIL') ? error.message : `FAIL ${error.stack}`); process.exit(1); });
