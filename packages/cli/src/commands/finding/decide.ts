import type { ItemState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { installedKey } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import type { CaseView, Desk } from '../../casework/desk.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { choiceOf } from '../record/choice-of.ts';
import { EVIDENCE_OPTION, evidenceOf } from '../record/evidence-of.ts';
import { installationNamed, vulnerabilitiesNamed } from '../record/target.ts';
import { type Entered, tellEntered } from '../record/tell-entered.ts';

export const decide: Command = {
  usage: 'SERIAL/ID CVE... --verdict affected|not_affected --reason TEXT [--evidence FILE]...',
  summary:
    'Decide what matching could not: whether an installation is affected. It is said of the very bytes of each advisory that asks for it.',
  options: {
    verdict: { type: 'string', help: 'affected or not_affected' },
    reason: { type: 'string', help: 'why; signed and kept for ever, so no names of persons' },
    vendor: { type: 'string', help: 'of the instrument, where two vendors have the same serial' },
    ...EVIDENCE_OPTION,
    ...DESK_OPTIONS,
  },
  positionals: { least: 2, most: 65 },
  run: (args, context) =>
    withDesk(args, context, async desk => {
      const verdict = choiceOf(args, 'verdict', ['affected', 'not_affected']);
      const reason = wordsOf(args, 'reason');
      const items = itemsNamed(args, desk);
      const evidence = await evidenceOf(args, context);
      const entered: Entered[] = [];
      for (const { installed, advisory, vulnerabilities } of questionsOf(items)) {
        const says = { installed, vulnerabilities, verdict, advisory, reason, evidence };
        entered.push({
          kind: 'decision',
          ...(await desk.enter('decision', says)),
          more: { advisory, vulnerabilities },
        });
      }
      const installed = items[0]?.installed ?? null;
      tellEntered(desk, context, { json: args.flag('json'), entered, installed });
      return 0;
    }),
};

/** Throws CASE_UNKNOWN where nothing asks. */
function itemsNamed(args: Arguments, desk: Desk): ItemState[] {
  const [text = '', ...given] = args.positionals;
  const installed = installationNamed(text, args.text('vendor'), desk);
  return vulnerabilitiesNamed(given, desk).map(vulnerability =>
    itemOf(installedKey(installed), vulnerability, text, desk),
  );
}

function itemOf(
  key: string,
  vulnerability: string,
  text: string,
  { state }: Pick<CaseView, 'state'>,
): ItemState {
  const found = state.items.find(
    item => item.vulnerability === vulnerability && installedKey(item.installed) === key,
  );
  if (found === undefined)
    throw new SeqwardenError(
      'CASE_UNKNOWN',
      `nothing says that ${vulnerability} could be a matter of ${text}`,
    );
  return found;
}

/** Each advisory is a question of its own, so that a decision on one does not take the place of that on another. */
export function questionsOf(items: readonly ItemState[]) {
  const asked = items.flatMap(item => advisoriesThatAsk(item).map(advisory => ({ item, advisory })));
  return [...Map.groupBy(asked, ({ advisory }) => advisory)].flatMap(([advisory, ones]) => {
    const [first] = ones;
    const vulnerabilities = ones.map(({ item }) => item.vulnerability).sort();
    return first === undefined ? [] : [{ installed: first.item.installed, advisory, vulnerabilities }];
  });
}

/** By the digest of their bytes; null: only a letter asks. */
function advisoriesThatAsk({ findings, reasons }: ItemState): (string | null)[] {
  const asking = findings.filter(
    ({ finding: { verdict } }) => verdict === 'affected' || verdict === 'review',
  );
  if (asking.length > 0) return distinct(asking);
  if (findings.length === 0 || reasons.some(({ code }) => code === 'CHOSEN_BY_LETTER')) return [null];
  return distinct(findings);
}

function distinct(findings: ItemState['findings']): string[] {
  return [...new Set(findings.map(({ advisory }) => advisory.sha256))].sort();
}
