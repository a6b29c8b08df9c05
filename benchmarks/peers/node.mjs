// SPDX-License-Identifier: Apache-2.0
// Engines in JavaScript, for one subject. Speaks with the driver as worker.py does:
//   node node.mjs PEER FOLDER   (FOLDER holds node_modules)
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const SHORTEST = 0.1; // seconds; what is shorter runs several times and is divided

const [peer, folder] = process.argv.slice(2);
const require = createRequire(join(folder, 'here.js'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);

// Each takes the rules and the subjects, and returns a function from a subject to
// { eligible, amount }, or to a promise of it.
const peers = {
  'cel-js': async ({ cel }) => {
    const { evaluate, parse } = await load('cel-js');
    const ready = (text) => {
      const parsed = parse(text);
      if (!parsed.isSuccess) throw new Error(parsed.errors.join('\n'));
      return (facts) => evaluate(parsed.cst, facts);
    };
    return throughCel(cel, ready);
  },

  // Whole numbers of CEL are BigInt in this one.
  '@marcbachmann/cel-js': async ({ cel, subjects }) => {
    const { parse } = await load('@marcbachmann/cel-js');
    for (const subject of subjects) subject.reference_income = BigInt(subject.reference_income);
    return throughCel(cel, parse);
  },

  'json-rules-engine': async ({ bands, amounts, housed }) => {
    const { Engine } = await load('json-rules-engine');
    const engine = new Engine();
    engine.addFact('income', async (_, almanac) => (await almanac.factValue('reference_income')) * 20);
    engine.addFact('units', async (_, almanac) => {
      const declarants = (await almanac.factValue('declarants')).length;
      const dependants = await almanac.factValue('dependants');
      const whole = dependants.filter((person) => person.custody === 'full').length;
      return unitsOf(declarants + whole) + unitsOf(declarants + dependants.length);
    });
    engine.addFact('bound', async ({ perUnit }, almanac) => perUnit * (await almanac.factValue('units')));
    const sizes = [[0, 20], [21, 39], [40, 1000]];
    bands.forEach((band, i) => sizes.forEach(([from, to], j) => {
      engine.addRule({
        conditions: {
          all: [
            { fact: 'occupancy', operator: 'in', value: housed },
            { fact: 'income', operator: 'lessThan', value: bound(band) },
            ...(i ? [{ fact: 'income', operator: 'greaterThanInclusive', value: bound(bands[i - 1]) }] : []),
            { fact: 'units', operator: 'greaterThanInclusive', value: from },
            { fact: 'units', operator: 'lessThanInclusive', value: to },
          ],
        },
        event: { type: 'voucher', params: { amount: amounts[i][j] * 100 } },
      });
    }));
    return async (subject) => {
      const { events } = await engine.run(subject);
      return { eligible: events.length > 0, amount: events.length ? events[0].params.amount : 0 };
    };
  },
};

const unitsOf = (persons) => (persons <= 1 ? 10 : persons <= 2 ? 15 : persons * 3 + 9);
const bound = (perUnit) => ({ fact: 'bound', params: { perUnit } });

function throughCel(texts, ready) {
  const [units, eligible, amount] = [texts.units, texts.eligible, texts.amount].map(ready);
  return (subject) => {
    const facts = { ...subject, units: units(subject) };
    const entitled = eligible(facts);
    return { eligible: entitled, amount: entitled ? amount(facts) : 0 };
  };
}

let decide, subjects;

async function run() {
  const answers = [];
  for (const subject of subjects) {
    const answer = decide(subject);
    answers.push(answer instanceof Promise ? await answer : answer);
  }
  return answers;
}

async function timed(times) {
  const began = performance.now();
  for (let i = 0; i < times; ++i) await run();
  return (performance.now() - began) / 1000 / times;
}

async function check(save) {
  const answers = await run();
  const columns = {
    outcome_0: Uint8Array.from(answers, (answer) => (answer.eligible ? 1 : 0)),
    amount_0: new Uint8Array(BigInt64Array.from(answers, (answer) => BigInt(answer.amount)).buffer),
  };
  const hash = createHash('sha256');
  if (save) mkdirSync(save, { recursive: true });
  for (const [name, bytes] of Object.entries(columns)) {
    hash.update(bytes);
    if (save) writeFileSync(join(save, name), bytes);
  }
  return { digest: hash.digest('hex').slice(0, 16) };
}

async function prepare({ folder }) {
  const rules = JSON.parse(readFileSync(join(folder, 'one.json'), 'utf8'));
  subjects = rules.subjects;
  decide = await peers[peer](rules);
  const { version } = JSON.parse(readFileSync(join(process.argv[3], 'node_modules', peer, 'package.json')));
  const tasks = [{ name: 'with amount', per: subjects.length, note: `node ${process.versions.node}` }];
  return { version: `${peer} ${version}`, tasks };
}

let times;

async function time() {
  times ??= Math.max(1, Math.floor(SHORTEST / (await timed(1))));
  return { seconds: await timed(times), peak: process.memoryUsage().rss };
}

function answer(asked) {
  if (asked.prepare) return prepare(asked.prepare);
  if (asked.check) return check(asked.save);
  return time();
}

const say = (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`);
try {
  require.resolve(peer);
} catch (absent) {
  say({ absent: absent.message.split('\n')[0] });
  process.exit(0);
}
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say(await answer(JSON.parse(line)));
  } catch (error) {
    say({ failed: error.stack });
  }
}
