// Drives the page. Each check is one assertion about what a person sees; the last line counts them.
const assert = require('assert');
const fs = require('fs');
const {execFileSync} = require('child_process');
const {chromium} = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let checks = 0;
const check = (name, condition, detail = '') => {
  assert.ok(condition, `FAIL ${name} ${detail}`);
  checks++;
};
const shots = process.env.SCREENSHOTS;
const base = new URL(process.env.LINK).origin;
const deny = name => execFileSync('bash', [process.env.DENY, ...(name ? [name] : [])], {stdio: ['ignore', 'ignore', 'pipe']});

async function accessible(page, name) {
  // The page forbids scripts that are not its own: the judge comes in through the browser's own door.
  const result = await page.evaluate(`${axe}; axe.run(document, {resultTypes: ['violations']})`);
  check(`${name} has no findings of axe`, result.violations.length === 0,
    JSON.stringify(result.violations.map(one => [one.id, one.nodes.map(node => node.html)])));
  if (shots) await page.screenshot({path: `${shots}/${name}.png`, fullPage: true});
}

// The same page at the plane's own address (serve --console).
async function atPlane(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const said = [];
  page.on('console', message => { if (message.type() === 'error') said.push(message.text()); });
  page.on('pageerror', error => said.push(String(error)));
  const own = new URL(process.env.CONSOLE).origin;
  const foreign = [];
  page.on('request', request => { if (!request.url().startsWith(`${own}/console/`)) foreign.push(request.url()); });
  const stranger = await (await browser.newContext()).newPage();
  check('the plane shows its page to nobody without the link', (await stranger.goto(`${own}/console/`)).status() === 401);
  await page.goto(process.env.CONSOLE);
  check('its link opens it', await page.title() === 'Rolecall' && page.url().startsWith(`${own}/console/`) && !page.url().includes('key='));
  check('which works once', (await stranger.goto(process.env.CONSOLE)).status() === 401);
  check('its cookie is not for scripts', await page.evaluate(() => document.cookie) === '');
  await page.waitForSelector('.who');
  check('it says as whom', (await page.locator('.who').textContent()).includes('root'));
  const denial = page.locator('#requests a', {hasText: 'secretsmanager:GetSecretValue'}).first();
  await denial.waitFor({timeout: 20000});
  await accessible(page, 'console-requests');
  await denial.click();
  await page.waitForSelector('.chain li.fail');
  check('a denial is explained there too', (await page.locator('#explanation').textContent()).includes('What would help'));
  await page.goto(`${own}/console/#/access`);
  await page.waitForSelector('svg.graph');
  check('and who may what', (await page.locator('svg.graph').textContent()).includes('secretsmanager:DescribeS'));
  await page.goto(`${own}/console/#/changes`);
  await page.waitForSelector('main .note');
  check('it takes no plan', await page.locator('input[type=file]').count() === 0);
  await page.goto(`${own}/console/#/plane`);
  await page.waitForSelector('text=Ready');
  check('nothing was asked of anybody else but below /console/', foreign.length === 0, foreign.join(' '));
  check('the browser had nothing to complain about there', said.length === 0, said.join('\n'));
  const evil = await context.newPage();
  await evil.goto(`${own}/shop-data/evil.html`);
  await evil.waitForTimeout(1500);
  check('a page in a bucket cannot ask with its cookie', await evil.title() === 'quiet', await evil.title());
  await evil.close();
  await page.click('text=Sign out');
  await page.waitForFunction(() => document.body.textContent.includes('rolecall web -plane'));
  check('signing out ends it', (await page.goto(`${own}/console/`)).status() === 401);
  await context.close();
}

async function main() {
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});
  const context = await browser.newContext({viewport: {width: 1280, height: 800}});
  const page = await context.newPage();
  const said = [];
  page.on('console', message => { if (message.type() === 'error') said.push(message.text()); });
  page.on('pageerror', error => said.push(String(error)));
  const foreign = [];
  page.on('request', request => { if (!request.url().startsWith(base)) foreign.push(request.url()); });
  let dialogs = 0;
  page.on('dialog', dialog => { dialogs++; dialog.dismiss(); });

  const stranger = await (await browser.newContext()).newPage();
  check('without the link there is nothing', (await stranger.goto(`${base}/`)).status() === 401);
  await page.goto(process.env.LINK);
  check('the link opens the page', await page.title() === 'Rolecall');
  check('its key does not stay in the address', !page.url().includes('key='));
  check('the link works once', (await stranger.goto(process.env.LINK)).status() === 401);

  // Why denied: a denial that comes while the page is open.
  await page.waitForSelector('text=Nothing was denied yet');
  deny();
  const denial = page.locator('#requests a', {hasText: 'secretsmanager:GetSecretValue'}).first();
  await denial.waitFor({timeout: 20000});
  check('a denial comes by itself', true);
  await accessible(page, 'requests');
  await denial.click();
  await page.waitForSelector('.chain li.fail');
  check('the chain names the link that breaks', (await page.locator('.chain li.fail strong').textContent()) === 'permissions');
  check('and only that one', await page.locator('.chain li.fail').count() === 1);
  const help = await page.locator('#explanation').textContent();
  check('the change that helps is shown', help.includes('What would help') && help.includes('secretsmanager:GetSecretValue'), help);
  check('it was tried', help.includes('Tried: with it the request is allowed.'), help);
  check('the denial has an address', /#\/requests\/.+/.test(page.url()));
  await accessible(page, 'denial');
  const address = page.url();
  await page.reload();
  await page.waitForSelector('.chain li.fail');
  check('which opens it again', page.url() === address);

  // Text of strangers is text.
  deny('<img src=x onerror=alert(1)>');
  await page.goto(`${base}/#/requests`);
  await page.waitForFunction(() => document.querySelectorAll('#requests tbody tr').length > 1, null, {timeout: 20000});
  await page.locator('#requests a').first().click();
  await page.waitForSelector('#explanation .note, .chain');
  check('no markup comes from requests', await page.locator('main img').count() === 0 && dialogs === 0);

  // Who may what.
  await page.goto(`${base}/#/access`);
  await page.waitForSelector('svg.graph');
  const drawn = await page.locator('svg.graph').textContent();
  for (const word of ['Group deployers', 'create-pod', 'shop/app', 'app', 'secret:shop/*', 'secretsmanager:DescribeS']) check(`the picture has ${word}`, drawn.includes(word), drawn);
  await accessible(page, 'access');
  await page.locator('main table a', {hasText: 'app'}).first().click();
  await page.waitForSelector('h2:has-text("role/app")');
  check('a role shows what it may do', (await page.locator('main').textContent()).includes('secretsmanager:DescribeSecret'));
  await page.goto(`${base}/#/access`);
  await page.fill('input[type=search]', 'nobody-is-called-so');
  await page.waitForFunction(() => document.querySelector('main caption').textContent.startsWith('0 roles'));
  check('the search narrows', true);

  // What will change.
  await page.goto(`${base}/#/changes`);
  await page.setInputFiles('input[type=file]', process.env.PLAN);
  await page.waitForSelector('#review h2');
  const review = await page.locator('#review').textContent();
  check('a plan shows who gains what', review.includes('Gained') && review.includes('999988887777'), review);
  await accessible(page, 'changes');
  await page.setInputFiles('input[type=file]', {name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}')});
  await page.waitForSelector('#review .note.bad');
  check('what is no plan is refused with words', (await page.locator('#review').textContent()).includes('format_version'));

  // The same in one file.
  const onFile = await context.newPage();
  const complaints = [];
  onFile.on('console', message => { if (message.type() === 'error') complaints.push(message.text()); });
  await onFile.goto(`file://${process.env.REVIEW}`);
  await onFile.waitForSelector('h2');
  check('the one file says it too', (await onFile.locator('main').textContent()).includes('999988887777'));
  check('and is allowed what it needs', complaints.length === 0, complaints.join('\n'));
  check('its style is there', await onFile.evaluate(() => getComputedStyle(document.querySelector('table')).borderCollapse) === 'collapse');
  await accessible(onFile, 'review-file');
  await onFile.close();

  // How it is doing.
  await page.goto(`${base}/#/plane`);
  await page.waitForSelector('text=Ready');
  check('the plane says how it is', (await page.locator('main').textContent()).includes('111122223333'));
  // Two readings of its metrics make a point.
  await page.waitForSelector('svg.plot .line', {state: 'attached', timeout: 90000});
  const plots = await page.locator('svg.plot').evaluateAll(all => all.map(one => one.getAttribute('aria-label')));
  check('its last hour is drawn', plots.length === 4 && plots.every(label => /: (now [\d.,]+ .*, at most [\d.,]+ .*|nothing yet)$/.test(label)) && plots[0].startsWith('Requests: now'), JSON.stringify(plots));
  await accessible(page, 'plane');

  // Dark, and as narrow as a phone.
  await page.emulateMedia({colorScheme: 'dark'});
  await accessible(page, 'plane-dark');
  await page.setViewportSize({width: 360, height: 740});
  await page.goto(address);
  await page.waitForSelector('.chain li.fail');
  check('nothing is wider than a phone', await page.evaluate(() => document.documentElement.scrollWidth <= 360),
    String(await page.evaluate(() => document.documentElement.scrollWidth)));
  await accessible(page, 'denial-phone');
  await page.keyboard.press('Tab');
  check('the first key leads past the navigation', await page.evaluate(() => document.activeElement.className === 'skip' || document.activeElement.tagName === 'MAIN' || document.activeElement.tagName === 'A'));

  check('nothing was asked of anybody else', foreign.length === 0, foreign.join(' '));
  check('the browser had nothing to complain about', said.filter(text => !text.includes('422')).length === 0, said.join('\n'));
  await atPlane(browser);
  await browser.close();
  console.log(`${checks} checks`);
}

main().catch(error => { console.log(String(error.message ?? error).startsWith('FAIL') ? error.message : `FAIL ${error.stack}`); process.exit(1); });
