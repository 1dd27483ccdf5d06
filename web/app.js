// The page: four views, chosen by what stands behind the # of the address, so that each has an address to send on.
import {about, failure, make, show, shortName} from './dom.js';
import {showRequests} from './requests.js';
import {showAccess} from './access.js';
import {showChanges} from './changes.js';
import {showPlane} from './plane.js';

const views = {requests: showRequests, access: showAccess, changes: showChanges, plane: showPlane};
let leave = () => {};

async function route() {
  const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('/').map(part => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
  const view = views[name] ? name : 'requests';
  leave();
  leave = () => {};
  for (const link of document.querySelectorAll('nav a')) {
    if (link.getAttribute('href') === `#/${view}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  try {
    // A view may give back what is to be done when it is left.
    leave = await views[view](rest.join('/')) ?? (() => {});
  } catch (error) {
    show(failure(error));
  }
}

// At a plane's own address: as whom, and the way out.
async function showWho() {
  const {who, until} = await about();
  if (!who) return;
  const leave = async () => {
    await fetch('sign-out', {method: 'POST'});
    location.reload();
  };
  document.querySelector('header').append(make('p', {class: 'who'},
    make('span', {title: `${who}, until ${until}`}, shortName(who)), make('button', {type: 'button', onclick: leave}, 'Sign out')));
}

addEventListener('hashchange', () => {
  // The link that skips the navigation is no view.
  if (location.hash !== '#main') route().then(() => document.getElementById('main').focus());
});
route();
showWho().catch(() => {});
