/**
 * Passwords that are tried first, made from facts that everybody knows: common words and names in seven languages, the endings that
 * people put behind them, walks over keyboards, runs and repetitions. Compared in lower case and with look-alike signs undone.
 */
const words = `
password passwort wachtwoord motdepasse contrasena contrasenya parola парол пароль pass passphrase secret geheim geheimnis segreto
secreto letmein openup access login logon signin welcome willkommen welkom bienvenue bienvenido benvenuto admin administrator
root user guest test testing tester demo default changeme temp temporary master system server service internet computer laptop
iloveyou ichliebedich jetaime teamo tiamo ikhouvanjou kohana кохаю lover love lovely loveme baby babygirl angel engel princess
prinzessin prinses princesse princesa principessa sunshine sonnenschein sunflower summer sommer zomer winter spring autumn herbst
january february march april june july august september october november december monday tuesday wednesday thursday friday saturday
sunday hello hallo bonjour hola ciao привіт monkey dragon tiger lion eagle falcon horse pferd butterfly schmetterling dolphin kitten
puppy football fussball voetbal calcio futbol soccer baseball basketball hockey tennis rugby superman batman spiderman pokemon
pikachu starwars matrix merlin gandalf hobbit ninja samurai pirate cowboy ranger hunter killer shadow phoenix thunder lightning
diamond silver golden chocolate schokolade cookie banana orange cheese pizza coffee whiskey freedom freiheit liberty victory
champion winner lucky money million dollar bitcoin nothing whatever trustno trustnoone mustang ferrari porsche mercedes corvette
harley yamaha suzuki liverpool arsenal chelsea barcelona realmadrid juventus bayern ajax dynamo london paris berlin amsterdam
madrid roma milano kyiv kiev україна germany deutschland nederland france espana italia ukraine america
michael jennifer jessica daniel andrew joshua matthew anthony robert thomas william charles george richard nicole ashley amanda
samantha elizabeth michelle stephanie alexander maximilian sebastian christian andreas stefan martin peter markus julia laura
anna maria sofia elena marco giuseppe francesco antonio carlos jose manuel pierre jean michel olivier jan piet willem oleksandr
andriy olena natalia qwerty qwertyuiop qwertz azerty asdfgh asdfghjkl yxcvbnm zxcvbnm wasd qazwsx abcdef abcdefg abcdefgh
travel traveller hiking wandern mountain berge navigation navigator gpstrack tracks maps openstreetmap osmand cairn
`
  .trim()
  .split(/\s+/);

const years = Array.from({ length: 91 }, (_, index) => String(1950 + index));
const endings = [
  ...['', '1', '2', '3', '7', '8', '9', '0', '11', '12', '13', '21', '22', '23', '69', '77', '88', '99', '00', '01', '007'],
  ...['111', '123', '321', '000', '666', '777', '888', '999', '1111', '1234', '4321', '0000', '12345', '54321', '123456', '654321'],
  ...['1234567', '12345678', '123456789', '1234567890', '0123456789', '123123', '112233', 'abc', 'abc123', '123abc', 'qwerty', 'xyz'],
  ...['!', '!!', '!!!', '1!', '12!', '123!', '1234!', '12345!', '?', '.', '@', '#', '$', '*', '@1', '@12', '@123', '@1234', '#1', '#123'],
  ...years,
];

/** Rows of keyboards (QWERTY, QWERTZ, AZERTY), columns, the alphabet and the digits: walks along them are no secret. */
const walks = [
  ...['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'yxcvbnm', 'azertyuiop', 'qsdfghjklm', 'wxcvbn', 'йцукенгшщзхї', 'фівапролджє'],
  ...[
    '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
    'qazwsxedcrfvtgbyhnujm',
    '1q2w3e4r5t6y7u8i9o0p',
    'q1w2e3r4t5y6u7i8o9p0',
    'abcdefghijklmnopqrstuvwxyz',
  ],
  ...['012345678901234567890', '098765432109876543210', '!@#$%^&*()', '1a2b3c4d5e6f7g8h'],
];

let list: ReadonlySet<string> | null = null;

/** The list itself; made at the first use. */
export function commonPasswords(): ReadonlySet<string> {
  list ??= new Set([
    ...words.flatMap((word) => endings.map((ending) => word + ending)),
    ...words.map((word) => word + word),
    ...words.flatMap((word) => [`my${word}`, `the${word}`, `i${word}`, `1${word}`, `123${word}`]),
  ]);
  return list;
}

/** Whether a password is on the list, or made by repeating or walking. */
export function isCommon(password: string): boolean {
  const plain = password.normalize('NFKC').toLowerCase();
  const bare = plain.replace(/[!?.*#$]+$/, '');
  return [plain, bare, withoutLookAlikes(plain), withoutLookAlikes(bare)].some(
    (form) => commonPasswords().has(form) || isRepetition(form) || isWalk(form),
  );
}

const lookAlikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
/** `P4ssw0rd` is `password`; digits at the end stay, because the list has them. */
function withoutLookAlikes(text: string): string {
  const end = /[\d!?.]*$/.exec(text)?.index ?? text.length;
  return text.slice(0, end).replace(/[013457@$!]/g, (sign) => lookAlikes[sign] ?? sign) + text.slice(end);
}

/** One unit of up to four characters, or one that is itself common, again and again. */
function isRepetition(text: string): boolean {
  const unit = /^(.+?)\1+(.*)$/su.exec(text);
  if (unit?.[1] === undefined || !unit[1].startsWith(unit[2] ?? '')) return false;
  return unit[1].length <= 4 || commonPasswords().has(unit[1]) || isWalk(unit[1]);
}

/** Pieces of at least three characters of the walks, forwards or backwards, and nothing else. */
function isWalk(text: string): boolean {
  let rest = text;
  while (rest.length >= 3) {
    const longest = longestStep(rest);
    if (longest < 3) return false;
    rest = rest.slice(longest);
  }
  return text.length >= 3 && rest.length <= 1;
}
function longestStep(text: string): number {
  const lines = walks.flatMap((walk) => [walk, Array.from(walk).reverse().join('')]);
  let length = 0;
  while (length < text.length && lines.some((line) => line.includes(text.slice(0, length + 1)))) length += 1;
  return length;
}
