// How the plane is doing, by its own status.
import {ask, failure, make, show, table} from './dom.js';
import {plot} from './plots.js';

const kEverySeconds = 10;

function rows(object) {
  return Object.entries(object).map(([name, value]) => [name, typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)]);
}

function plots({seconds, requests, sts, denials, p99}) {
  const milliseconds = p99.map(value => value === null ? null : value * 1000);
  return [plot({title: 'Requests', unit: 'a second', seconds, values: requests}),
    plot({title: 'Calls of STS', unit: 'a second', seconds, values: sts}),
    plot({title: 'Denials', unit: 'a second', seconds, values: denials}),
    plot({title: '99 of 100 requests take at most', unit: 'ms', seconds, values: milliseconds})];
}

// Plots of the last hour, as far as this program has looked on; drawn again until the view is left.
function follow(place) {
  const draw = () => ask('api/history').then(history => place.replaceChildren(...plots(history)), error => place.replaceChildren(failure(error)));
  draw();
  const timer = setInterval(draw, kEverySeconds * 1000);
  return () => clearInterval(timer);
}

export async function showPlane() {
  const place = make('div', {class: 'plots'});
  const status = await ask('api/status');
  const {lastDenials = [], counts = {}, services = [], issuers = [], ready, notReadyReason, ...rest} = status;
  show(make('h2', null, 'How it is doing'),
    make('p', null, ready ? make('span', {class: 'good'}, 'Ready') : make('span', {class: 'bad'}, `Not ready: ${notReadyReason}`)),
    make('h3', null, 'The last hour'), place,
    table({titles: ['What', 'Value'], rows: rows(rest), caption: 'The plane'}),
    table({titles: ['What', 'Value'], rows: rows(counts), caption: 'What it has'}),
    table({titles: ['Issuer', 'Keys'], rows: issuers.map(one => [one.url, String(one.keys)]), caption: 'Token issuers'}),
    make('p', null, `Services: ${services.join(', ')}`),
    make('p', null, make('a', {href: '#/requests'}, `${lastDenials.length} of the last denials`)));
  return follow(place);
}
