// How the plane is doing, by its own status.
import {ask, make, show, table} from './dom.js';

function rows(object) {
  return Object.entries(object).map(([name, value]) => [name, typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)]);
}

export async function showPlane() {
  const status = await ask('/api/status');
  const {lastDenials = [], counts = {}, services = [], issuers = [], ready, notReadyReason, ...rest} = status;
  show(make('h2', null, 'How it is doing'),
    make('p', null, ready ? make('span', {class: 'good'}, 'Ready') : make('span', {class: 'bad'}, `Not ready: ${notReadyReason}`)),
    table({titles: ['What', 'Value'], rows: rows(rest), caption: 'The plane'}),
    table({titles: ['What', 'Value'], rows: rows(counts), caption: 'What it has'}),
    table({titles: ['Issuer', 'Keys'], rows: issuers.map(one => [one.url, String(one.keys)]), caption: 'Token issuers'}),
    make('p', null, `Services: ${services.join(', ')}`),
    make('p', null, make('a', {href: '#/requests'}, `${lastDenials.length} of the last denials`)));
}
