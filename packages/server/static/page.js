// The set-up page and the page of the mail's link. Texts come with the page; nothing is written but as text.
const secret = decodeURIComponent(location.hash.slice(1));
const say = (id) => document.getElementById(id);
const words = document.body.dataset;

/** Calls our own API. @returns what it answers; throws an error with the catalogue's code. */
async function call(method, path, body, token) {
  const headers = { 'x-cairn': 'page' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(json.error.message), { code: json.error.code });
  return json;
}

/** Runs the work of a form, once at a time, and says what went wrong below it. */
function onSubmit(form, work) {
  const fault = form.querySelector('.bad');
  const button = form.querySelector('button');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    fault.hidden = true;
    button.disabled = true;
    try {
      await work(new FormData(form));
    } catch (error) {
      fault.textContent = words[`error-${error.code}`.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())] ?? error.message;
      fault.hidden = false;
    }
    button.disabled = false;
  });
}

function setUp() {
  let address = '';
  const [ask, prove] = [say('ask'), say('prove')];
  if (secret === '') return void (say('no-secret').hidden = false);
  ask.hidden = false;
  onSubmit(ask, async (form) => {
    address = String(form.get('address'));
    await call('POST', '/api/v1/set-up', { token: secret, address, lang: document.documentElement.lang });
    prove.hidden = false;
    prove.querySelector('input').focus();
  });
  onSubmit(prove, async (form) => {
    const device = { name: 'Set-up page', platform: 'web', lang: document.documentElement.lang };
    const { token } = await call('POST', '/api/v1/devices', { address, code: String(form.get('code')), device });
    const account = await call('GET', '/api/v1/account', undefined, token);
    await call('DELETE', '/api/v1/sessions/current', undefined, token);
    ask.hidden = true;
    prove.hidden = true;
    say(account.admin ? 'done' : 'not-first').hidden = false;
    history.replaceState(null, '', location.pathname);
  });
}

function showWord() {
  if (secret === '') return void (say('no-secret').hidden = false);
  say('word').textContent = secret;
  say('with-word').hidden = false;
  say('copy').addEventListener('click', async () => {
    await navigator.clipboard.writeText(secret);
    say('copied').hidden = false;
  });
}

if (words.page === 'set-up') setUp();
if (words.page === 'link') showWord();
