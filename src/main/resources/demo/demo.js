'use strict';

const MOST_ROWS = 500;
const $ = (id) => document.getElementById(id);
const page = Math.random().toString(36).slice(2, 8); // tells our own messages from those of others
let arrived = 0;
let client;
let nodes = []; // that are reached under this host, if the gateway knows them
let node; // the last that this page was connected to

function row(className, cells) {
  const line = document.createElement('tr');
  line.className = className;
  cells.forEach(([name, text]) => {
    const cell = document.createElement('td');
    cell.className = name;
    cell.textContent = text;
    line.append(cell);
  });
  $('stream').prepend(line);
  while ($('stream').rows.length > MOST_ROWS) {
    $('stream').deleteRow(-1);
  }
  $('empty').hidden = true;
  return line;
}

function note(kind, text) {
  row('note ' + kind, [['', text]]).firstChild.colSpan = 5;
}

function publication(channel, { data, offset }, recovered) {
  const ours = data !== null && typeof data === 'object' && typeof data.text === 'string';
  const latency = ours && typeof data.at === 'number' && !recovered ? Math.max(0, Date.now() - data.at) : null;
  const own = ours && data.page === page;
  row((own ? 'own ' : '') + (recovered ? 'again' : ''), [
    ['time', new Date().toTimeString().slice(0, 8)],
    ['channel', channel],
    ['number offset' + (offset ? '' : ' none'), offset || '–'],
    ['number latency' + (latency === null ? ' none' : ''), latency === null ? '–' : latency],
    ['payload', ours ? data.text : typeof data === 'string' ? data : JSON.stringify(data)],
  ]);
  arrived++;
  $('count').textContent = `· ${arrived} so far`;
}

function state(now, detail) {
  const connected = now === 'connected';
  $('state').textContent = connected ? 'connected' : now === 'cut' ? 'cut' : 'connection lost, coming back';
  $('state').className = 'state ' + (connected ? 'well' : now === 'cut' ? 'idle' : 'warn');
  $('node').textContent = connected ? detail.node : '–';
  node = connected ? detail.node : node;
  $('client').textContent = connected ? detail.client.slice(0, 8) : '–';
  $('client').title = connected ? detail.client : '';
  $('cut').textContent = now === 'cut' ? 'reconnect' : 'cut';
  document.querySelectorAll('#send button[type=submit], #flood').forEach((button) => { button.disabled = !connected; });
  if (!connected && detail.reason && now !== 'lost') {
    note('', detail.code ? `disconnected: ${detail.reason} (${detail.code})` : 'cut: publish from elsewhere, then reconnect');
  }
  showChannels();
}

function recovered(node, outcomes) {
  const count = outcomes.reduce((sum, outcome) => sum + outcome.count, 0);
  const gaps = outcomes.filter((outcome) => !outcome.complete).map((outcome) => outcome.channel);
  if (gaps.length) {
    note('warn', `reconnected to ${node}, ${count} recovered; ${gaps.join(', ')}: missed more than is kept`);
  } else {
    note('well', `reconnected to ${node}, ${count} recovered, none lost`);
  }
}

function showChannels() {
  const chips = [...client.channels.keys()].map((name) => {
    const chip = document.createElement('li');
    chip.textContent = name;
    const leave = document.createElement('button');
    leave.type = 'button';
    leave.textContent = '×';
    leave.setAttribute('aria-label', 'unsubscribe from ' + name);
    leave.onclick = () => client.unsubscribe(name).catch(problem).then(showChannels);
    chip.append(leave);
    return chip;
  });
  [...client.server.keys()].forEach((name) => {
    const chip = document.createElement('li');
    chip.className = 'server';
    chip.title = 'the server subscribes every client of this route';
    chip.textContent = name;
    chips.push(chip);
  });
  $('channels').replaceChildren(...chips);
  const chosen = $('to').value;
  $('to').replaceChildren(...[...client.channels.keys()].map((name) => new Option(name, name, false, name === chosen)));
  if (!location.hash || client.channels.size) {
    history.replaceState(null, '', '#' + [...client.channels.keys()].map(encodeURIComponent).join(','));
  }
  showOthers();
}

function at(port, address) {
  const url = new URL(address, location.href);
  url.port = port;
  return url;
}

// Links to this page, with its channels, on the nodes it is not connected to.
function showOthers() {
  const links = nodes.filter(({ name }) => name !== node).map(({ name, port }) => {
    const link = document.createElement('a');
    link.href = at(port, location.href);
    link.target = '_blank';
    link.textContent = name;
    return link;
  });
  $('others').lastElementChild.replaceChildren(...links);
  $('others').hidden = $('other').hidden = !links.length;
}

function problem(failure) {
  $('problem').textContent = failure.message || failure;
  clearTimeout(problem.timer);
  problem.timer = setTimeout(() => { $('problem').textContent = ''; }, 6000);
}

function send(text) {
  const channel = $('to').value;
  if (!channel) {
    return Promise.reject(new Error('subscribe to a channel first'));
  }
  return client.publish(channel, { text, page, at: Date.now() });
}

function wire() {
  $('send').onsubmit = (event) => {
    event.preventDefault();
    const text = $('text').value;
    if (text) {
      send(text).then(() => { $('text').value = ''; }, problem);
    }
  };
  $('join').onsubmit = (event) => {
    event.preventDefault();
    const channel = $('channel').value.trim();
    if (channel) {
      $('channel').value = '';
      client.subscribe(channel).then(showChannels);
    }
  };
  $('flood').onclick = () => {
    Promise.all(Array.from({ length: 100 }, (_, i) => send(`flood ${i + 1} of 100`))).catch(problem);
  };
  $('cut').onclick = () => (client.wanted ? client.cut() : client.connect());
  $('other').onclick = () => {
    const next = nodes[(nodes.findIndex(({ name }) => name === node) + 1) % nodes.length];
    node = next.name;
    client.move(at(next.port, client.url).href);
  };
  $('clear').onclick = () => {
    $('stream').replaceChildren();
    $('empty').hidden = false;
    arrived = 0;
    $('count').textContent = '';
  };
  $('copy').onclick = async () => {
    try {
      await navigator.clipboard.writeText($('curl').textContent);
      $('copy').textContent = 'copied';
    } catch (denied) { // pages without TLS may not use the clipboard
      getSelection().selectAllChildren($('curl'));
      $('copy').textContent = 'selected';
    }
    setTimeout(() => { $('copy').textContent = 'copy'; }, 1500);
  };
  $('theme').onclick = () => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const now = document.documentElement.dataset.theme || (dark ? 'dark' : 'light');
    theme(now === 'dark' ? 'light' : 'dark');
  };
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  localStorage.setItem('carillon-theme', name);
}

async function start() {
  const remembered = localStorage.getItem('carillon-theme');
  if (remembered) {
    theme(remembered);
  }
  const config = await (await fetch('config.json')).json();
  nodes = config.nodes;
  const key = config.needsKey ? " -H 'X-API-Key: …'" : '';
  $('curl').textContent =
    `curl -H 'Content-Type: application/json'${key} -d '{"channel":"${config.channel}","data":"hello"}' ${config.api}/publish`;
  const url = new URL(config.websocket, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  client = new CarillonClient(url.href, {
    state,
    publication,
    recovered,
    trouble: (channel, reason) => {
      note('bad', `${channel}: ${reason}`);
      showChannels();
    },
  });
  const asked = location.hash.slice(1).split(',').filter((name) => name).map(decodeURIComponent);
  (asked.length ? asked : [config.channel]).forEach((name) => client.subscribe(name));
  wire();
  showChannels();
  client.connect();
}

start().catch((failure) => {
  $('state').textContent = 'cannot start: ' + failure.message;
  $('state').className = 'state bad';
});
